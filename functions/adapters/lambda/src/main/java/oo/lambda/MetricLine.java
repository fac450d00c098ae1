package oo.lambda;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * The one line of a call, which is its metrics too, in CloudWatch's embedded metric format: {@code
 * ms} in milliseconds and {@code failed}, 0 or 1, of the namespace {@code oO}, by {@code operation}
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * By no library: docs/platform.md says why.
 */
final class MetricLine implements InvocationLog {
  private static final String NAMESPACE = "oO";
  private static final String OPERATION = "operation";
  private static final String MILLISECONDS = "ms";

  // As it is written, since it is the same for every line.
  private static final RawValue DIRECTIVES =
      new RawValue(
          Json.mapper()
              .writeValueAsString(
                  List.of(
                      Map.of(
                          "Namespace",
                          NAMESPACE,
                          "Dimensions",
                          List.of(List.of(OPERATION)),
                          "Metrics",
                          List.of(
                              Map.of("Name", MILLISECONDS, "Unit", "Milliseconds"),
                              Map.of("Name", FAILED, "Unit", "Count"))))));

  private final PrintStream out;
  private volatile @Nullable String request;

  MetricLine(PrintStream out) {
    this.out = out;
  }

  /** From now on lines name this request, as Lambda's own lines do. */
  void of(String requestId) {
    request = requestId;
  }

  @Override
  public void write(Map<String, Object> line) {
    var metrics = new LinkedHashMap<>(line);
    metrics.put(FAILED, InvocationLog.failed(line) ? 1 : 0);
    String id = request;
    if (id != null) {
      metrics.put("request", id);
    }
    metrics.put(
        "_aws", Map.of("Timestamp", System.currentTimeMillis(), "CloudWatchMetrics", DIRECTIVES));
    // One write: Lambda makes an event of each.
    String text = Json.mapper().writeValueAsString(metrics) + "\n";
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
