package oo.telemetry.traces;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import oo.host.base.MissingSetting;
import oo.host.base.Randomness;

/**
 * Spans that a thread sends by OTLP over HTTP, a batch each second. A call never waits for it:
 * beyond 2,048 spans that are not sent, spans are dropped.
 */
final class OtlpTraces {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** How long the start waits for the first answer, that to an empty request. */
  private static final Duration START = Duration.ofMillis(500);

  /** After a flush that found no collector in time, none waits for so long. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  // A strong reference: the level is lost when the logger is collected.
  private static final Logger SDK = Logger.getLogger("io.opentelemetry");

  private final SdkTracerProvider provider;
  private volatile long pausedUntil = System.nanoTime();

  private OtlpTraces(SdkTracerProvider provider) {
    this.provider = provider;
  }

  /**
   * @param sampler a name of OpenTelemetry's; empty for {@code parentbased_always_on}
   * @param argument the part of all traces that a sampler by ratio samples, 0 to 1
   * @throws MissingSetting when one is malformed
   */
  static OtlpTraces to(String endpoint, String sampler, String argument) {
    // It logs five lines a minute for a collector that is away; UnsentSpans logs one.
    SDK.setLevel(Level.OFF);
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(base(endpoint) + "/v1/traces")
            .setTimeout(TIMEOUT)
            .setConnectTimeout(CONNECT_TIMEOUT)
            .build();
    // Loads its classes now: under a part of a processor that takes longer than a flush may wait.
    exporter.export(List.of()).join(START.toMillis(), TimeUnit.MILLISECONDS);
    return new OtlpTraces(
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.builder().put("service.name", "oo").build()))
            .setSampler(sampler(sampler, argument))
            .setIdGenerator(new Ids())
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(200).build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(new UnsentSpans(exporter))
                    .setScheduleDelay(Duration.ofSeconds(1))
                    .build())
            .build());
  }

  private static String base(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getUserInfo() == null) {
        return endpoint.replaceFirst("/+$", "");
      }
    } catch (IllegalArgumentException e) {
      // Its message quotes the value.
    }
    throw new MissingSetting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "must be the address of a collector, such as http://localhost:4318");
  }

  private static Sampler sampler(String name, String argument) {
    return switch (name) {
      case "always_on" -> Sampler.alwaysOn();
      case "always_off" -> Sampler.alwaysOff();
      case "traceidratio" -> Sampler.traceIdRatioBased(ratio(argument));
      case "", "parentbased_always_on" -> Sampler.parentBased(Sampler.alwaysOn());
      case "parentbased_always_off" -> Sampler.parentBased(Sampler.alwaysOff());
      case "parentbased_traceidratio" ->
          Sampler.parentBased(Sampler.traceIdRatioBased(ratio(argument)));
      default ->
          throw new MissingSetting(
              "OTEL_TRACES_SAMPLER",
              "must be always_on, always_off or traceidratio, alone or after parentbased_");
    };
  }

  private static double ratio(String argument) {
    try {
      double ratio = Double.parseDouble(argument);
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new MissingSetting("OTEL_TRACES_SAMPLER_ARG", "must be a number from 0 to 1");
  }

  Tracer tracer() {
    return provider.get("oo");
  }

  void flush(Duration atMost) {
    if (System.nanoTime() - pausedUntil >= 0
        && !provider.forceFlush().join(atMost.toMillis(), TimeUnit.MILLISECONDS).isSuccess()) {
      pausedUntil = System.nanoTime() + PAUSE.toNanos();
    }
  }

  void close(Duration atMost) {
    provider.shutdown().join(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The SDK's own generator repeats itself in environments that start from one snapshot. */
  private static final class Ids implements IdGenerator {
    @Override
    public String generateSpanId() {
      return Randomness.hex(8);
    }

    @Override
    public String generateTraceId() {
      return Randomness.hex(16);
    }
  }
}
