package oo.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.function.Supplier;
import oo.host.base.InvocationLog;

/**
 * The one line of a call, and its metrics in CloudWatch's embedded metric format: {@code ms} in
 * milliseconds and {@code failed}, 0 or 1, of the namespace {@code oO}, by {@code operation}.
 */
interface LambdaLog extends InvocationLog {
  String NAMESPACE = "oO";
  String OPERATION = "operation";
  String MILLISECONDS = "ms";
  String FAILED = "failed";

  /** Serves a call of Lambda; lines are written within. */
  byte[] during(Context context, Supplier<byte[]> call);

  /** Whether a line reports a failure: a status from 500, or an outcome other than {@code ok}. */
  static boolean failed(java.util.Map<String, Object> line) {
    return switch (line.get("outcome")) {
      case Integer status -> status >= 500;
      case String word -> !word.equals("ok");
      case null, default -> false;
    };
  }
}
