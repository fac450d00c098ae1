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
  /**
   * Nothing, and not the site's origin: a browser reports by itself, and the report changes
   * nothing.
   */
  REPORT,
  /**
   * The token in a link that was mailed, which the function checks. Not the site's origin: a mail
   * provider's server sends it (RFC 8058), and no cookie is read.
   */
  LINK,
  /** The refresh cookie, which the function checks. */
  REFRESH,
  /** The cookie of an OAuth attempt, which the function checks against the attempt's row. */
  ATTEMPT
}
