package oo.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class MetricLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final MetricLine lines =
      new MetricLine(new PrintStream(out, true, StandardCharsets.UTF_8));

  @Test
  void aLineIsItsMetricsToo() {
    lines.write(Map.of("operation", "recommend", "outcome", 200, "ms", 1.5, "trace", "t"));

    JsonNode line = Json.mapper().readTree(out.toByteArray());
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("}\n").containsOnlyOnce("\n");
    assertThat(line.path("trace").asString()).isEqualTo("t");
    assertThat(line.path("failed").asInt()).isZero();
    JsonNode directive = line.path("_aws").path("CloudWatchMetrics").path(0);
    assertThat(line.path("_aws").path("Timestamp").asLong()).isPositive();
    assertThat(directive.path("Namespace").asString()).isEqualTo("oO");
    for (JsonNode metric : directive.path("Metrics")) {
      assertThat(line.path(metric.path("Name").asString()).isNumber())
          .as("each metric is a number at the top of the line")
          .isTrue();
    }
    for (JsonNode dimension : directive.path("Dimensions").path(0)) {
      assertThat(line.path(dimension.asString()).isString()).isTrue();
    }
  }

  @Test
  void onlyOurOwnFaultsCountAsFailed() {
    assertThat(InvocationLog.failed(Map.of("outcome", 503))).isTrue();
    assertThat(InvocationLog.failed(Map.of("outcome", "failed"))).isTrue();
    assertThat(InvocationLog.failed(Map.of("outcome", 404))).isFalse();
    assertThat(InvocationLog.failed(Map.of("outcome", "ok"))).isFalse();
    assertThat(InvocationLog.failed(Map.of())).isFalse();
  }
}
