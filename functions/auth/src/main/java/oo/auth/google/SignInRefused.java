package oo.auth.google;

/**
 * Google refused the sign-in, or its response failed a check. A retry does not help. The message is
 * for the health page: no secret, and no received text.
 */
public final class SignInRefused extends RuntimeException {
  private final Blame blame;

  /** The cause of the refusal. */
  enum Blame {
    /** The browser sent something that Google does not accept; oO and Google work. */
    BROWSER,
    /** The configuration or Google: every sign-in fails. */
    OPERATOR
  }

  SignInRefused(Blame blame, String message) {
    super(message);
    this.blame = blame;
  }

  Blame blame() {
    return blame;
  }
}
