package oo.tests.journey;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Repeats an assertion until it holds.
 *
 * @param timeout after which the last failure is thrown
 */
public record Retry(Duration timeout) {
  private static final Duration PAUSE = Duration.ofMillis(200);

  public static Retry within(Duration timeout) {
    return new Retry(timeout);
  }

  public void until(ThrowingCallable assertion) {
    until(assertion, () -> {});
  }

  /**
   * @param between runs before each repetition
   */
  public void until(ThrowingCallable assertion, Runnable between) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      try {
        Thread.sleep(PAUSE);
        between.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
