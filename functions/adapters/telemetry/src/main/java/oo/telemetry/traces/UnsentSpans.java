package oo.telemetry.traces;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Logs at most one line a minute of the spans that the collector did not take. */
final class UnsentSpans implements SpanExporter {
  private static final Logger LOG = Logger.getLogger("oo.telemetry.traces");
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final SpanExporter exporter;
  private long unsent;
  private long next = System.nanoTime();

  UnsentSpans(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> {
      if (!result.isSuccess()) {
        count(count);
      }
    });
    return result;
  }

  private synchronized void count(int more) {
    unsent += more;
    long now = System.nanoTime();
    if (now - next >= 0) {
      LOG.log(Level.WARNING, "The collector of traces took none of {0} spans; calls go on", unsent);
      unsent = 0;
      next = now + A_MINUTE.toNanos();
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
