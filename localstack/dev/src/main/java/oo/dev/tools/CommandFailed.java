package oo.dev.tools;

/** A command cannot go on; the message says why in a sentence. */
public final class CommandFailed extends RuntimeException {
  public CommandFailed(String message) {
    super(message);
  }
}
