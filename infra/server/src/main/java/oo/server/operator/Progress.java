package oo.server.operator;

import java.io.PrintStream;
import java.time.Duration;

/** How far long work is, on standard error: a line a second, the first after a second. */
final class Progress {
  private static final long EVERY = Duration.ofSeconds(1).toNanos();

  private final PrintStream err;
  private final String what;
  private long said = System.nanoTime();
  private volatile String words = "";

  /**
   * @param what is counted, such as {@code messages sent back}
   */
  Progress(PrintStream err, String what) {
    this.err = err;
    this.what = what;
  }

  void at(long done, long all) {
    words = done + " of " + all + " " + what;
    long now = System.nanoTime();
    if (now - said >= EVERY) {
      said = now;
      err.println(words);
    }
  }

  /** Ends the work of {@link #resumable}. */
  interface Resumable extends AutoCloseable {
    @Override
    void close();
  }

  /** Until it is closed, a process that is stopped says how far it came. */
  Resumable resumable() {
    var stopped =
        new Thread(() -> err.println("Stopped: " + words + ". The same command does the rest."));
    Runtime.getRuntime().addShutdownHook(stopped);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(stopped);
      } catch (IllegalStateException e) {
        // The process is being stopped.
      }
    };
  }
}
