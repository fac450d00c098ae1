package oo.dev.supervisor;

/** {@code ./oo run} cannot start, or a command cannot use it; the message tells why. */
public final class StartFailed extends RuntimeException {
  private final boolean refused;

  /** The next start would fail, too. */
  StartFailed(String message) {
    this(message, true);
  }

  /**
   * @param refused whether the next start would fail, too
   */
  StartFailed(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  boolean refused() {
    return refused;
  }
}
