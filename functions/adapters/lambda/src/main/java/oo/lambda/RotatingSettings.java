package oo.lambda;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import oo.host.base.InvocationLog;

/**
 * The settings of an environment, whose secrets rotate without a deployment: they are read again
 * after a restore of a snapshot, when the database refuses them, and in the background when they
 * are five minutes old. No call is served with values that were read over ten minutes ago, however
 * long the environment was frozen. When they cannot be read the old values stay, and one line says
 * so. Without a reference to Secrets Manager nothing is ever read again.
 */
final class RotatingSettings {
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** After they are due: other instances may use newer ones by now. */
  private static final Duration STALE = Duration.ofMinutes(5);

  /** So that instances that started together do not ask together. */
  private static final Duration SPREAD = Duration.ofMinutes(1);

  private final Map<String, String> references = new HashMap<>();
  private final UnaryOperator<Map<String, String>> resolve;
  private final InvocationLog log;
  private final LongSupplier clock;
  private volatile Map<String, String> values;
  private volatile long dueAt;
  private boolean failing;

  /**
   * @param resolve an environment with every reference replaced by what it stands for
   * @param clock in milliseconds; it must advance while the environment is frozen
   */
  RotatingSettings(
      Map<String, String> environment,
      UnaryOperator<Map<String, String>> resolve,
      InvocationLog log,
      LongSupplier clock) {
    environment.forEach((name, value) -> {
      if (SecretReferences.rotates(value)) {
        references.put(name, value);
      }
    });
    this.resolve = resolve;
    this.log = log;
    this.clock = clock;
    this.values = Map.copyOf(resolve.apply(environment));
    this.dueAt = later();
  }

  /** As they were last read. The same object until one changes. */
  Map<String, String> values() {
    return values;
  }

  /** Reads them again now. */
  synchronized Map<String, String> reread() {
    if (references.isEmpty()) {
      return values;
    }
    dueAt = later();
    try {
      var now = new HashMap<>(values);
      now.putAll(resolve.apply(references));
      if (!now.equals(values)) {
        values = Map.copyOf(now);
      }
      failing = false;
    } catch (RuntimeException e) {
      kept(e);
    }
    return values;
  }

  /** Reads them again, when they are old: beside the call that begins, or before it when stale. */
  void freshen() {
    long late = clock.getAsLong() - dueAt;
    if (references.isEmpty() || late < 0) {
      return;
    }
    dueAt = later();
    if (late >= STALE.toMillis()) {
      reread();
    } else {
      Thread.ofPlatform().daemon().name("secrets").start(this::reread);
    }
  }

  /** The old values stay. One line says so, until they can be read again. */
  synchronized void kept(RuntimeException why) {
    if (!failing) {
      failing = true;
      log.event("secrets", "kept", Map.of(InvocationLog.REASON, String.valueOf(why.getMessage())));
    }
  }

  private long later() {
    long spread = ThreadLocalRandom.current().nextLong(SPREAD.toMillis());
    return clock.getAsLong() + FRESH.toMillis() - spread;
  }
}
