package oo.server.operator;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Lines on standard error that say how far long work is: the first after a second, then one each
 * second.
 */
final class Progress {
  private static final long EVERY = Duration.ofSeconds(1).toNanos();

  private final PrintStream err;
  private final String what;
  private long said = System.nanoTime();

  /**
   * @param what is counted, such as {@code messages sent back}
   */
  Progress(PrintStream err, String what) {
    this.err = err;
    this.what = what;
  }

  void at(long done, long all) {
    long now = System.nanoTime();
    if (now - said >= EVERY) {
      said = now;
      err.println(done + " of " + all + " " + what);
    }
  }
}
