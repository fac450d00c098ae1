package oo.server.operator;

/** A command cannot do what it was asked; the message is a sentence for the operator. */
public final class CommandRefused extends RuntimeException {
  public CommandRefused(String message) {
    super(message);
  }
}
