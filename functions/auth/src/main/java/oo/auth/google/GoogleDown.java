package oo.auth.google;

/**
 * Google did not answer, or not in a way that can be used. Trying again later may help. The message
 * is for the health page: no secret, and nothing that was received.
 */
public final class GoogleDown extends RuntimeException {
  GoogleDown(String message, Throwable cause) {
    super(message, cause);
  }

  GoogleDown(String message) {
    super(message);
  }
}
