package oo.host.session;

/** An access token that opens nothing any more. The host answers 401 with {@link #code}. */
public final class SessionOver extends RuntimeException {
  private final String code;
  private final String detail;

  private SessionOver(String code, String detail) {
    super(code, null, false, false);
    this.code = code;
    this.detail = detail;
  }

  /** The token is too old; refreshing the session helps. */
  static SessionOver expired() {
    return new SessionOver("session_expired", "Refresh the session and try again.");
  }

  /** The session was ended; only signing in helps. */
  static SessionOver ended() {
    return new SessionOver("session_ended", "The session is over. Sign in again.");
  }

  public String code() {
    return code;
  }

  /** For a person. */
  public String detail() {
    return detail;
  }
}
