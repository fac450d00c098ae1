package oo.lambda;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * The one line of a call, which is its metrics too, in CloudWatch's embedded metric format, of the
 * namespace {@code oO}, by {@code operation}: {@code ms} in milliseconds and {@code failed}, 0 or
 * 1, in every line; {@code shown}, {@code done}, {@code skipped} and {@code limited} when a tip or
 * a limit was; and what {@code sweep_outbox} measured. Each costs money, so there are no more
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * By no library: docs/platform.md says why.
 */
final class MetricLine implements InvocationLog {
  private static final String NAMESPACE = "oO";
  private static final String OPERATION = "operation";
  private static final String MILLISECONDS = "ms";

  private static final Map<String, String> EVERY =
      Map.of(MILLISECONDS, "Milliseconds", FAILED, "Count");

  /** Beyond the two of every line, with their units; docs/costs.md counts them. */
  private static final Map<String, String> SOME =
      Map.of(
          "shown", "Count",
          "done", "Count",
          "skipped", "Count",
          "limited", "Count",
          "outbox", "Count",
          "outbox_oldest_s", "Seconds",
          "fetch_late_s", "Seconds",
          "reconnects", "Count");

  // As they are written, by the names of SOME that a line has. Most lines have none.
  private static final Map<Set<String>, RawValue> DIRECTIVES =
      new ConcurrentHashMap<>(Map.of(Set.of(), directives(Set.of())));

  private final PrintStream out;
  private volatile @Nullable String request;

  MetricLine(PrintStream out) {
    this.out = out;
  }

  private static RawValue directives(Set<String> some) {
    var metrics = new TreeMap<>(EVERY);
    some.forEach(name -> metrics.put(name, SOME.get(name)));
    return new RawValue(
        Json.mapper()
            .writeValueAsString(
                List.of(
                    Map.of(
                        "Namespace",
                        NAMESPACE,
                        "Dimensions",
                        List.of(List.of(OPERATION)),
                        "Metrics",
                        metrics.entrySet().stream()
                            .map(each -> Map.of("Name", each.getKey(), "Unit", each.getValue()))
                            .toList()))));
  }

  private static RawValue directivesOf(Map<String, Object> line) {
    var some = new TreeSet<>(SOME.keySet());
    some.retainAll(line.keySet());
    return DIRECTIVES.computeIfAbsent(some, MetricLine::directives);
  }

  /** From now on lines name this request, as Lambda's own lines do. */
  void of(String requestId) {
    request = requestId;
  }

  @Override
  public void write(Map<String, Object> line) {
    var metrics = new LinkedHashMap<>(line);
    metrics.put(FAILED, InvocationLog.failed(line) ? 1 : 0);
    if (line.get("tip") instanceof String what && !InvocationLog.failed(line)) {
      metrics.put(what, 1);
    }
    if (line.containsKey("limit")) {
      metrics.put("limited", 1);
    }
    String id = request;
    if (id != null) {
      metrics.put("request", id);
    }
    metrics.put(
        "_aws",
        Map.of(
            "Timestamp", System.currentTimeMillis(), "CloudWatchMetrics", directivesOf(metrics)));
    // One write: Lambda makes an event of each.
    String text = Json.mapper().writeValueAsString(metrics) + "\n";
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
