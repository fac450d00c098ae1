package oo.host.session;

/** An access token that opens nothing any more. The host answers 401 with {@link #code}. */
public final class InvalidSession extends RuntimeException {
  private final String code;
  private final String detail;

  private InvalidSession(String code, String detail) {
    super(code, null, false, false);
    this.code = code;
    this.detail = detail;
  }

  /** The token is too old; refreshing the session helps. */
  static InvalidSession expired() {
    return new InvalidSession("session_expired", "Refresh the session and try again.");
  }

  /** The session was ended; only signing in helps. */
  static InvalidSession ended() {
    return new InvalidSession("session_ended", "The session is over. Sign in again.");
  }

  public String code() {
    return code;
  }

  /** For a person. */
  public String detail() {
    return detail;
  }
}
