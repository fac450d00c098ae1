package oo.images.lambda;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What a call came to. */
public sealed interface Outcome {

  /**
   * It answered.
   *
   * @param payload as sent by the client
   */
  record Answered(byte[] payload) implements Outcome {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  /**
   * The function threw, or could not be initialised; what Lambda calls a function error.
   *
   * @param type e.g. the exception's class
   * @param payload the error as its caller sees it, JSON
   */
  record Failed(String type, String message, List<String> stack, String payload)
      implements Outcome {}

  /** Its time was over; the process is gone. */
  record TimedOut(Duration after) implements Outcome {}

  /** The process ended before it answered. */
  record Exited(int code) implements Outcome {}
}
