package oo.dev.supervisor;

/** {@code ./oo run} cannot start, or a command cannot use it; the message tells why. */
public final class StartFailed extends RuntimeException {
  StartFailed(String message) {
    super(message);
  }
}
