package oo.standins.fault;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways in which a stand-in can misbehave. On the wire the names are in lower case. */
public enum FaultKind {
  /** 429 with {@code Retry-After}; nothing is done. */
  TOO_MANY_REQUESTS,
  /** 500; nothing is done. */
  SERVER_ERROR,
  /** 503; nothing is done. */
  UNAVAILABLE,
  /** Waits for {@code millis}, then answers well. */
  SLOW,
  /** Does nothing, is silent for {@code millis}, then drops the connection. */
  HANG,
  /** Does it, is silent for {@code millis}, then drops the connection. */
  TIMEOUT_AFTER_COMMIT,
  /** Does it and drops the connection at once, so that its answer is lost. */
  ANSWER_LOST,
  /** Does it, but answers with JSON that is cut in the middle. */
  MALFORMED_JSON,
  /** Does nothing and resets the connection. */
  CONNECTION_RESET,
  /** As if nobody listened: every connection is reset. */
  DOWN,
  /** Ends every token of the account that asks, then goes on, so that the request is refused. */
  TOKENS_REVOKED,
  /** Whoever agrees on the consent page is let in as somebody else. */
  WRONG_ACCOUNT,
  /** A completed task answers 404 when it is read alone, as Todoist may do. */
  CLOSED_TASK_MISSING;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FaultKind> of(String wireName) {
    return Stream.of(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }
}
