package oo.host;

/** What a route requires of its caller. Writes also require the site's origin. */
public enum Guard {
  /** Nothing. */
  PUBLIC,
  /**
   * An access token with a valid signature. The function's first statement checks that the session
   * is live.
   */
  SESSION,
  /** The refresh cookie, which the function checks. */
  REFRESH,
  /** The cookie of an OAuth attempt, which the function checks against the attempt's row. */
  ATTEMPT
}
