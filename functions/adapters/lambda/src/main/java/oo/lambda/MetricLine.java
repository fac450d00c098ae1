package oo.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import oo.contract.Json;
import tools.jackson.databind.util.RawValue;

/**
 * Line and metrics as one line, by no library
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
final class MetricLine implements LambdaLog {
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

  MetricLine(PrintStream out) {
    this.out = out;
  }

  @Override
  public byte[] during(Context context, Supplier<byte[]> call) {
    return call.get();
  }

  @Override
  public void write(Map<String, Object> line) {
    var metrics = new LinkedHashMap<>(line);
    metrics.put(FAILED, LambdaLog.failed(line) ? 1 : 0);
    metrics.put(
        "_aws", Map.of("Timestamp", System.currentTimeMillis(), "CloudWatchMetrics", DIRECTIVES));
    // One write: Lambda makes an event of each.
    String text = Json.mapper().writeValueAsString(metrics) + "\n";
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
