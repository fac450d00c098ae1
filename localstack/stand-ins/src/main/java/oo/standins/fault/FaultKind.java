package oo.standins.fault;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a stand-in can do wrong. JSON has the names in lower case. */
public enum FaultKind {
  /** 429 with {@code Retry-After}; does nothing. */
  TOO_MANY_REQUESTS,
  /** 401 in the provider's words; does nothing. */
  UNAUTHORIZED,
  /** 500; does nothing. */
  SERVER_ERROR,
  /** 503; does nothing. */
  UNAVAILABLE,
  /** Waits for {@code millis}, then does the request and answers it. */
  SLOW,
  /** Does nothing, waits for {@code millis}, then resets the connection. */
  HANG,
  /** Does the request, waits for {@code millis}, then resets the connection. */
  TIMEOUT_AFTER_COMMIT,
  /** Does the request and resets the connection. */
  ANSWER_LOST,
  /** Does the request and answers half of the JSON. */
  MALFORMED_JSON,
  /** Does nothing and resets the connection. */
  CONNECTION_RESET,
  /** Resets every connection, as a host without the server does. */
  DOWN,
  /** A completed task answers 404 when it is read by its id, as Todoist may do; has no path. */
  CLOSED_TASK_MISSING;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
