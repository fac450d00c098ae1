package oo.dev.supervisor;

/** The start cannot go on; the message says why in a sentence. */
final class Stopped extends RuntimeException {
  Stopped(String message) {
    super(message);
  }
}
