package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import oo.images.lambda.Artefact;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import oo.telemetry.errors.Ingest;
import oo.telemetry.traces.Collector;
import oo.telemetry.traces.Collector.Manner;
import oo.telemetry.traces.Collector.Seen;
import oo.template.Template.Route;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The artefact of recommend with and without the layer of telemetry. */
final class TelemetryLayerIT {
  private static final String FUNCTION = "recommend_health";
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  private static final Duration HALF = Duration.ofMillis(500);

  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();
  @TempDir Path folder;

  @Test
  void withTheLayerTheSpansAreOutBeforeTheEnvironmentIsFrozen() throws IOException {
    try (var collector = new Collector(Manner.TAKES);
        var process =
            LambdaProcess.start(
                layered(FUNCTION).environment(Map.of(ENDPOINT, collector.endpoint())))) {
      Invocation call = process.invoke(health());

      assertThat(call.text()).contains("\"statusCode\":200");
      assertThat(collector.spans)
          .extracting(Seen::name)
          .contains("GET " + FUNCTION, FUNCTION, "statement");
      String trace = collector.spans.getFirst().trace();
      assertThat(call.log()).contains(trace);
      assertThat(collector.of(trace)).hasSameSizeAs(collector.spans);
    }
  }

  @Test
  void aCollectorThatHangsCostsOneCallHalfASecond() throws IOException {
    try (var collector = new Collector(Manner.HANGS);
        var process =
            LambdaProcess.start(
                layered(FUNCTION).environment(Map.of(ENDPOINT, collector.endpoint())))) {
      assertThat(process.invoke(health()).took()).isBetween(HALF, HALF.multipliedBy(6));
      Duration fastest = HALF;
      for (int i = 0; i < 5; i++) {
        Invocation call = process.invoke(health());
        assertThat(call.text()).contains("\"statusCode\":200");
        fastest = call.took().compareTo(fastest) < 0 ? call.took() : fastest;
      }
      assertThat(fastest).isLessThan(HALF);
    }
  }

  @Test
  void aReportOfAnErrorIsOutBeforeTheEnvironmentIsFrozen() throws IOException {
    try (var ingest = new Ingest();
        var process =
            LambdaProcess.start(
                layered("report_error").environment(Map.of("SENTRY_DSN", ingest.dsn())))) {
      String event =
          Files.readString(zip("auth/events/report_error.json"))
              .replace("http://localhost:8080", shared.cloud().origin());
      Invocation call = process.invoke(event.getBytes(StandardCharsets.UTF_8));

      assertThat(call.text()).contains("\"statusCode\":204");
      assertThat(ingest.faults).isEmpty();
      assertThat(ingest.events)
          .singleElement()
          .satisfies(report -> {
            assertThat(call.log()).contains(report.tag("trace"));
            assertThat(report.tag("function")).isEqualTo("report_error");
          });
    }
  }

  /** The layer without a collector, and the setting without the layer. */
  @ParameterizedTest
  @CsvSource({"true, ''", "false, http://127.0.0.1:1"})
  void offLoadsNoClassOfTheSdk(boolean layer, String endpoint) throws IOException {
    Path loaded = folder.resolve("loaded");
    FunctionConfig config =
        (layer ? layered(FUNCTION) : config(FUNCTION))
            .environment(Map.of(ENDPOINT, endpoint))
            .flags("-Xlog:class+load:file=" + loaded);
    try (var process = LambdaProcess.start(config)) {
      assertThat(process.invoke(health()).text()).contains("\"statusCode\":200");
    }
    assertThat(Files.readString(loaded))
        .contains("io.opentelemetry.api.trace.SpanContext")
        .doesNotContain("io.opentelemetry.sdk", "io.opentelemetry.exporter", "io.sentry");
  }

  private static FunctionConfig config(String function) {
    return shared.cloud().config(shared.cloud().resource(function));
  }

  /**
   * Lambda's client loads the jars of a layer by the same class loader as those of the artefact.
   */
  private FunctionConfig layered(String function) throws IOException {
    FunctionConfig real = config(function);
    String module = shared.cloud().resource(function).module();
    Path copy =
        Artefact.unpack(zip(module + "/target/" + module + ".zip"), folder.resolve("function"));
    Path layer =
        Artefact.unpack(zip("adapters/telemetry/target/telemetry.zip"), folder.resolve("layer"));
    try (Stream<Path> jars = Files.list(layer.resolve("java/lib"))) {
      for (Path jar : jars.toList()) {
        // Fails when the artefact has it already.
        Files.copy(jar, copy.resolve("lib").resolve(jar.getFileName()));
      }
    }
    return FunctionConfig.of(real.name(), copy, real.handler())
        .environment(real.environment())
        .flags("-Xmx256m")
        .timeout(real.timeout());
  }

  private static Path zip(String path) {
    return Oo.TREE.resolve("functions").resolve(path);
  }

  private static byte[] health() {
    return Recorded.bytes(
        Recorded.request(
            (Route) shared.cloud().resource(FUNCTION).trigger(),
            "/api/recommend/health",
            Map.of(),
            Map.of(),
            Map.of(),
            new byte[0]));
  }
}
