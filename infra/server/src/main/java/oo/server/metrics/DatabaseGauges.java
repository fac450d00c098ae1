package oo.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import oo.host.base.InvocationLog;
import org.jspecify.annotations.Nullable;

/**
 * What waits, read from the database when Prometheus asks: every five seconds at most, and one
 * reading at a time. A database that does not answer within two seconds is down, and then {@code
 * oo_database_up} is 0 and the rest is not there.
 */
final class DatabaseGauges implements MultiCollector {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<MetricSnapshots> read;
  private final InvocationLog log;
  private @Nullable Future<MetricSnapshots> reading;
  private @Nullable MetricSnapshots last;
  private long lastAt;
  private boolean failing;

  DatabaseGauges(Supplier<MetricSnapshots> read, InvocationLog log) {
    this.read = read;
    this.log = log;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    MetricSnapshots known = last;
    if (known == null || System.nanoTime() - lastAt > FRESH.toNanos()) {
      known = current();
      last = known;
      lastAt = System.nanoTime();
    }
    return known;
  }

  private MetricSnapshots current() {
    Future<MetricSnapshots> now = reading == null ? threads.submit(read::get) : reading;
    reading = now;
    try {
      MetricSnapshots all = now.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      reading = null;
      failing = false;
      var up = MetricSnapshots.builder().metricSnapshot(up(1));
      all.forEach(up::metricSnapshot);
      return up.build();
    } catch (ExecutionException e) {
      reading = null;
      failed(e.getCause());
    } catch (TimeoutException e) {
      // It goes on, and the next look takes what it finds.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return MetricSnapshots.of(up(0));
  }

  /** One line for an outage. */
  private void failed(@Nullable Throwable cause) {
    if (!failing) {
      failing = true;
      String reason = cause == null ? "not told" : cause.getClass().getName();
      log.event("metrics", "failed", Map.of(InvocationLog.REASON, reason));
    }
  }

  private static GaugeSnapshot up(int value) {
    return GaugeSnapshot.builder()
        .name("oo_database_up")
        .help("Whether the database told what waits.")
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.EMPTY)
                .value(value)
                .build())
        .build();
  }

  void close() {
    threads.shutdownNow();
  }
}
