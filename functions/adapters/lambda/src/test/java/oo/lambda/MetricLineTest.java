package oo.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
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

  /** Each is paid for, so a line has those that it is about alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'operation':'recommend','outcome':200,'ms':1}|",
        "{'operation':'recommend','outcome':200,'ms':1,'tip':'shown'}|shown",
        "{'operation':'complete','outcome':200,'ms':1,'tip':'done'}|done",
        "{'operation':'not_now','outcome':200,'ms':1,'tip':'skipped'}|skipped",
        "{'operation':'complete','outcome':503,'ms':1,'tip':'done'}|",
        "{'operation':'complete','outcome':429,'ms':1,'limit':'tips.user'}|limited",
        "{'operation':'sweep_outbox','outcome':'ok','ms':1,'outbox':3,'outbox_oldest_s':7,'fetch_late_s':0,'reconnects':1,'dead_letters':2}|fetch_late_s outbox outbox_oldest_s reconnects",
      })
  void whatALineIsAboutIsAMetric(String written, @Nullable String also) {
    lines.write(
        Json.mapper()
            .readValue(written.replace('\'', '"'), new TypeReference<Map<String, Object>>() {}));

    JsonNode line = Json.mapper().readTree(out.toByteArray());
    List<String> named =
        line.path("_aws")
            .path("CloudWatchMetrics")
            .path(0)
            .path("Metrics")
            .valueStream()
            .map(metric -> metric.path("Name").asString())
            .toList();
    var expected = new ArrayList<>(List.of("failed", "ms"));
    if (also != null) {
      expected.addAll(List.of(also.split(" ")));
    }
    assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(named).allMatch(name -> line.path(name).isNumber());
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
