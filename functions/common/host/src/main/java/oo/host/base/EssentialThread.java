package oo.host.base;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts the threads without which a process serves nothing. When one ends by a throwable, the
 * process ends with {@link #EXIT}, and what watches the process starts the next one: there is no
 * process that lives and does not answer.
 */
public final class EssentialThread {
  /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT = 3;

  private static final Logger LOG = Logger.getLogger("oo.thread");

  private EssentialThread() {}

  /** Does the work once; it may end by returning. */
  public static Thread start(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(() -> run(work));
  }

  /**
   * Does the work again and again until the thread is interrupted. An exception of one round is
   * logged, and the next round comes; an {@link Error} ends the process.
   *
   * @param pause before each round
   */
  public static Thread every(String name, Duration pause, Round work) {
    return start(
        name,
        () -> {
          try {
            while (true) {
              Thread.sleep(pause);
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "A round of " + name + " failed", e);
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** One round of what is done again and again. */
  @FunctionalInterface
  public interface Round {
    void run() throws InterruptedException;
  }

  /** Does the work in this thread. */
  public static void run(Runnable work) {
    try {
      work.run();
    } catch (Throwable thrown) {
      end(thrown);
    }
  }

  /** After such an error the state of the JVM is unknown. */
  public static boolean endsProcess(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  static void uncaught(Throwable thrown) {
    if (endsProcess(thrown)) {
      end(thrown);
    } else {
      log(thrown);
    }
  }

  private static void end(Throwable thrown) {
    try {
      log(thrown);
    } finally {
      // Not exit(), whose hooks may wait for the thread that is gone.
      Runtime.getRuntime().halt(EXIT);
    }
  }

  private static void log(Throwable thrown) {
    LOG.log(Level.SEVERE, "Thread " + Thread.currentThread().getName() + " ended", thrown);
  }
}
