package oo.standins.http;

/** What becomes of a connection. */
public sealed interface Reply {

  /** The answer is sent. */
  record Sent(Answer answer) implements Reply {}

  /** The connection is reset without an answer. */
  record Reset() implements Reply {}
}
