package oo.tests.docker;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * How long something may take before it is held to have failed: a container's time, not a call's.
 */
record Patience(Duration longest) {
  static Patience of(Duration longest) {
    return new Patience(longest);
  }

  /** Returns when it holds. */
  void until(ThrowingCallable assertion) {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
