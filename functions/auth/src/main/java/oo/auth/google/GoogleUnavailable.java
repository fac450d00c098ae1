package oo.auth.google;

/**
 * Google did not answer, or not in a way that can be used. Trying again later may help. The message
 * is for the health page: no secret, and nothing that was received.
 */
public final class GoogleUnavailable extends RuntimeException {
  GoogleUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  GoogleUnavailable(String message) {
    super(message);
  }
}
