package oo.lambda.events;

/**
 * A batch of which no message succeeded, or a tick that failed: the caller must see an error, or it
 * counts as done. What went wrong is in the log of the call itself.
 */
public final class CallFailed extends RuntimeException {
  CallFailed(String message) {
    super(message, null, false, false);
  }
}
