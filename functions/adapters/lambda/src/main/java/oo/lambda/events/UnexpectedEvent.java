package oo.lambda.events;

/**
 * The event is not one that this function is started by. The message holds nothing of the event.
 */
public final class UnexpectedEvent extends RuntimeException {
  UnexpectedEvent(String message) {
    super(message);
  }
}
