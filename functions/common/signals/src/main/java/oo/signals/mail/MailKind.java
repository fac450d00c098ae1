package oo.signals.mail;

/** What a mail tells. The names are those of the column {@code kind}, but for one. */
public enum MailKind {
  /** A connection must be renewed. */
  reconnect,
  /**
   * The database was restored from a copy, and connections must be renewed for that. In the column
   * it is a {@code reconnect} of no connection.
   */
  restored,
  /** A refresh token was used by two browsers. */
  session_reuse
}
