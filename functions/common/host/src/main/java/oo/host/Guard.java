package oo.host;

/**
 * Who may call a route. Every route names one; writes ask for the site's own origin besides,
 * whatever the guard.
 */
public enum Guard {
  /** Anyone. */
  PUBLIC,
  /**
   * Who has an access token with a good signature; that its session lives is the function's own
   * first statement.
   */
  SESSION,
  /** Who has the refresh cookie; the function judges it. */
  REFRESH,
  /**
   * Who comes back from a provider with the cookie of one attempt; the function judges it by its
   * row.
   */
  ATTEMPT
}
