package oo.telemetry.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import oo.host.base.Invocation;
import oo.host.base.InvocationListener;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.telemetry.traces.Collector.Manner;
import oo.telemetry.traces.Collector.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TraceExportTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final TraceExport export = new TraceExport();

  @Test
  void isFoundByTheServiceLoaderAndOffWithoutACollector() {
    assertThat(ServiceLoader.load(InvocationListener.class))
        .hasAtLeastOneElementOfType(TraceExport.class);

    assertThat(export.start(new Settings(Map.of("OTEL_TRACES_SAMPLER", "always_on")))).isFalse();
    assertThat(export.tracer()).isEmpty();
  }

  @Test
  void theSpansOfACallAreOneTreeInTheCallersTrace() {
    try (var collector = new Collector(Manner.TAKES)) {
      startAt(collector.endpoint(), Map.of());

      String passedOn = serve("01");
      export.close(A_SECOND);

      assertThat(collector.resources).allMatch(resource -> resource.contains("service.name"));
      assertThat(collector.spans).hasSize(2).allMatch(span -> span.trace().equals(TRACE));
      Seen part = collector.spans.getFirst();
      Seen whole = collector.spans.getLast();
      assertThat(whole.name()).isEqualTo("POST eat");
      assertThat(whole.kind()).isEqualTo("SERVER");
      assertThat(whole.parent()).isEqualTo(CALLER);
      assertThat(part.name()).isEqualTo("transaction");
      assertThat(part.parent()).isEqualTo(whole.id());
      assertThat(part.text()).contains("IllegalStateException").doesNotContain("of-a-person");
      assertThat(passedOn).isEqualTo("00-" + TRACE + "-" + part.id() + "-01");
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '', '', 01, true
          '', '', 00, false
          parentbased_always_on, '', 00, false
          parentbased_always_off, '', 01, true
          parentbased_traceidratio, 0, 01, true
          parentbased_traceidratio, 1, 00, false
          always_on, '', 00, true
          always_off, '', 01, false
          traceidratio, 0, 01, false
          traceidratio, 1, 00, true
          """)
  void theSamplerDecidesAndTheDecisionIsPassedOn(
      String sampler, String argument, String flags, boolean sampled) {
    try (var collector = new Collector(Manner.TAKES)) {
      startAt(
          collector.endpoint(),
          Map.of("OTEL_TRACES_SAMPLER", sampler, "OTEL_TRACES_SAMPLER_ARG", argument));

      String passedOn = serve(flags);
      export.close(A_SECOND);

      assertThat(collector.spans).hasSize(sampled ? 2 : 0);
      assertThat(passedOn).startsWith("00-" + TRACE).endsWith(sampled ? "-01" : "-00");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCollectorInTroubleDelaysNoCallAndIsLoggedOnce(Trouble trouble) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler = recording(lines);
    Logger.getLogger("").addHandler(handler);
    var collector = new Collector(trouble == Trouble.HANGS ? Manner.HANGS : Manner.FAILS);
    String endpoint = collector.endpoint();
    if (trouble == Trouble.ABSENT) {
      collector.close();
    }
    try (collector) {
      startAt(endpoint, Map.of());
      serve("01");
      long begun = System.nanoTime();
      for (int i = 0; i < 3_000; i++) {
        serve("01");
      }
      assertThat(since(begun)).isLessThan(Duration.ofSeconds(3));

      export.flush(Duration.ofMillis(100));
      begun = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        serve("01");
        export.flush(Duration.ofMillis(100));
      }
      assertThat(since(begun)).isLessThan(Duration.ofSeconds(4));
    } finally {
      export.close(Duration.ofSeconds(9));
      Logger.getLogger("").removeHandler(handler);
    }
    assertThat(lines).hasSizeLessThanOrEqualTo(1);
    if (trouble == Trouble.FAILS) {
      assertThat(lines).singleElement().asString().contains("calls go on");
    }
  }

  private enum Trouble {
    FAILS,
    HANGS,
    ABSENT
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          OTEL_EXPORTER_OTLP_ENDPOINT, localhost:4318
          OTEL_EXPORTER_OTLP_ENDPOINT, 4711
          OTEL_EXPORTER_OTLP_ENDPOINT, file:///4711
          OTEL_EXPORTER_OTLP_ENDPOINT, http://4711 x
          OTEL_EXPORTER_OTLP_ENDPOINT, http://x:4711@localhost
          OTEL_EXPORTER_OTLP_ENDPOINT, http://localhost?key=4711
          OTEL_TRACES_SAMPLER, 4711
          OTEL_TRACES_SAMPLER_ARG, 4711
          OTEL_TRACES_SAMPLER_ARG, -0.1
          OTEL_TRACES_SAMPLER_ARG, NaN
          OTEL_TRACES_SAMPLER_ARG, x4711
          """)
  void whatIsMalformedStopsTheStartByName(String name, String value) {
    var settings =
        new HashMap<>(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:1",
                "OTEL_TRACES_SAMPLER",
                "traceidratio"));
    settings.put(name, value);
    assertThatThrownBy(() -> export.start(new Settings(settings)))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith(name + ":")
        .hasMessageNotContaining("4711");
  }

  private void startAt(String endpoint, Map<String, String> more) {
    var settings = new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
    settings.putAll(more);
    assertThat(export.start(new Settings(settings))).isTrue();
  }

  /** Serves a call of a caller with such flags; returns what a part of it passes on. */
  private String serve(String flags) {
    SpanContext caller = Trace.parse("00-" + TRACE + "-" + CALLER + "-" + flags, null);
    var entry =
        new Invocation.Entry(export.tracer().orElseThrow(), "POST eat", SpanKind.SERVER, caller);
    return Invocation.serve(
        "eat",
        entry,
        line -> {},
        () -> {
          var passedOn = new String[1];
          try {
            Invocation.span(
                "transaction",
                SpanKind.CLIENT,
                () -> {
                  passedOn[0] = Invocation.traceparent();
                  throw new IllegalStateException("of-a-person");
                });
          } catch (IllegalStateException e) {
            // Its span says so.
          }
          return new Invocation.Outcome<>(String.valueOf(passedOn[0]), 200);
        });
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static Handler recording(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(line.getLoggerName() + " " + line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
