package oo.dev.supervisor;

/** The start, or a command that looks at it, cannot go on; the message says why in a sentence. */
public final class Stopped extends RuntimeException {
  Stopped(String message) {
    super(message);
  }
}
