package oo.telemetry.traces;

import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.Optional;
import oo.host.base.InvocationListener;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans to the collector at {@code OTEL_EXPORTER_OTLP_ENDPOINT}. Names no class of the SDK,
 * so that none is loaded where that setting is absent.
 */
public final class TraceExport implements InvocationListener {
  private @Nullable OtlpTraces traces;

  @Override
  public boolean start(Settings settings) {
    Optional<String> endpoint = settings.optional("OTEL_EXPORTER_OTLP_ENDPOINT");
    Optional<String> sampler = settings.optional("OTEL_TRACES_SAMPLER");
    Optional<String> argument = settings.optional("OTEL_TRACES_SAMPLER_ARG");
    if (traces == null && endpoint.isPresent()) {
      traces = OtlpTraces.to(endpoint.get(), sampler.orElse(""), argument.orElse("1"));
    }
    return traces != null;
  }

  @Override
  public Optional<Tracer> tracer() {
    return Optional.ofNullable(traces).map(OtlpTraces::tracer);
  }

  @Override
  public void flush(Duration atMost) {
    if (traces != null) {
      traces.flush(atMost);
    }
  }

  @Override
  public void close(Duration atMost) {
    if (traces != null) {
      traces.close(atMost);
    }
  }
}
