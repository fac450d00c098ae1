package oo.auth.google;

/**
 * Google did not answer, or its response was not understood. A later retry may succeed. The message
 * is for the health page: no secret, and no received text.
 */
public final class GoogleUnavailable extends RuntimeException {
  GoogleUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  GoogleUnavailable(String message) {
    super(message);
  }
}
