package oo.host.session;

/** The access token or its session is no longer valid. The host replies 401 with {@link #code}. */
public final class InvalidSession extends RuntimeException {
  private final String code;
  private final String detail;

  private InvalidSession(String code, String detail) {
    super(code, null, false, false);
    this.code = code;
    this.detail = detail;
  }

  /** The token has expired; a refresh helps. */
  static InvalidSession expired() {
    return new InvalidSession("session_expired", "Refresh the session and try again.");
  }

  /** The session has ended; only signing in helps. */
  static InvalidSession ended() {
    return new InvalidSession("session_ended", "The session is over. Sign in again.");
  }

  public String code() {
    return code;
  }

  /** Tells a person what to do. */
  public String detail() {
    return detail;
  }
}
