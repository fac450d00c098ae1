package oo.signals.mail;

/** What a mail tells. The names are those of the column {@code kind}. */
public enum MailKind {
  /** A connection must be renewed. */
  reconnect,
  /** A refresh token was used by two browsers. */
  session_reuse
}
