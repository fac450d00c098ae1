package oo.host.health;

import java.time.Duration;
import oo.contract.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Tells for five seconds what it found: anyone may ask, and its probe writes. One call probes at a
 * time.
 */
final class RememberedProbe implements Probe {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Probe probe;
  private @Nullable HealthCheck last;
  private long lastAt;

  RememberedProbe(Probe probe) {
    this.probe = probe;
  }

  @Override
  public synchronized HealthCheck check() {
    HealthCheck known = last;
    if (known == null || System.nanoTime() - lastAt > FRESH.toNanos()) {
      known = probe.check();
      last = known;
      lastAt = System.nanoTime();
    }
    return known;
  }

  @Override
  public HealthCheck withoutDatabase() {
    return probe.withoutDatabase();
  }
}
