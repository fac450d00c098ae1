package oo.auth.google;

/**
 * Google said no, or said something that is not to be believed. The message is for the health page:
 * no secret, and nothing that was received.
 */
public final class SignInRefused extends RuntimeException {
  private final Blame blame;

  /** Who has to mend it. */
  enum Blame {
    /** The browser brought something that Google does not take: nothing is wrong with us. */
    BROWSER,
    /** The operator, or Google: nobody can sign in. */
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
