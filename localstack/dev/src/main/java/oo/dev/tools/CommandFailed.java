package oo.dev.tools;

/** A command cannot go on; the message tells the developer why. */
public final class CommandFailed extends RuntimeException {
  public CommandFailed(String message) {
    super(message);
  }
}
