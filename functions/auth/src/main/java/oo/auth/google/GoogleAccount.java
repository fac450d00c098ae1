package oo.auth.google;

import org.jspecify.annotations.Nullable;

/**
 * A Google account that signed in.
 *
 * @param issuer together with {@code subject} the account's permanent id; an e-mail address may
 *     pass to another account
 * @param email for display, verified or not; null when Google sent none
 * @param emailVerified Google says that the address is the person's
 */
public record GoogleAccount(
    String issuer,
    String subject,
    @Nullable String email,
    boolean emailVerified,
    @Nullable String name) {
  private static final int LONGEST = 320;

  /**
   * @throws SignInRefused when the subject is not 1 to 255 ASCII characters (OpenID Connect Core,
   *     section 2)
   */
  public GoogleAccount {
    if (!subject.matches("[\\x21-\\x7e]{1,255}")) {
      throw new SignInRefused(
          SignInRefused.Blame.OPERATOR, "Its ID token names no acceptable subject.");
    }
    email = printable(email);
    name = printable(name);
  }

  private static @Nullable String printable(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String printable = text.replaceAll("\\p{Cntrl}", "").strip();
    if (printable.isEmpty()) {
      return null;
    }
    int end =
        printable.offsetByCodePoints(
            0, Math.min(LONGEST, printable.codePointCount(0, printable.length())));
    return printable.substring(0, end);
  }
}
