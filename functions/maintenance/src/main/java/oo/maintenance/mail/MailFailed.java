package oo.maintenance.mail;

/**
 * A mail was not sent, or it is not known whether it was. The message has no address and nothing of
 * what a server said.
 */
public final class MailFailed extends RuntimeException {
  private final boolean permanent;

  private MailFailed(String words, boolean permanent) {
    super(words);
    this.permanent = permanent;
  }

  /** Another attempt may succeed. */
  static MailFailed forNow(String words) {
    return new MailFailed(words, false);
  }

  /** Another attempt would fail too. */
  static MailFailed forGood(String words) {
    return new MailFailed(words, true);
  }

  public boolean permanent() {
    return permanent;
  }

  public String words() {
    return String.valueOf(getMessage());
  }
}
