package oo.host.limits;

/**
 * A rate, and how far calls may be ahead of it.
 *
 * @param calls in this time
 * @param burst calls at once after a pause
 */
public record Budget(int calls, int seconds, int burst) {
  public Budget {
    if (calls < 1 || seconds < 1 || burst < 1) {
      throw new IllegalArgumentException("A budget is of one call at least");
    }
  }

  /** What one call takes, in milliseconds. */
  public double step() {
    return seconds * 1_000.0 / calls;
  }

  /** How far ahead the calls before may be, in milliseconds, so that one more is allowed. */
  public double room() {
    return (burst - 1) * step();
  }
}
