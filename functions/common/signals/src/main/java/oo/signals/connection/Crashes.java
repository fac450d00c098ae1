package oo.signals.connection;

/**
 * Work on a row that ended without a result: the process died, ran out of memory or of time. The
 * count is committed before the work begins (the columns {@code unfinished}, V8), and {@code
 * oo_rest} makes the next try wait.
 */
public final class Crashes {
  /** After so many in a row the person is told. */
  public static final int TOLD = 5;

  private Crashes() {}

  /** A row's work died five times in a row. Its stack says which work. */
  public static final class FifthDeath extends RuntimeException {}
}
