package oo.images.lambda;

import java.time.Duration;

/**
 * One call.
 *
 * @param requestId as the function was told
 * @param log what the process wrote from its start (the first call) or the last answer until this
 *     one; Lambda's {@code LogType=Tail} is the last 4 KB of it
 * @param took from handing over the event to the answer; nothing, when it was never taken
 * @param sinceStart from the start of the process to the answer; of a first call, the cold start
 */
public record Invocation(
    String requestId, Outcome outcome, String log, Duration took, Duration sinceStart) {

  /**
   * The answer, as text.
   *
   * @throws IllegalStateException when there is none; it tells what happened, with the log
   */
  public String text() {
    if (outcome instanceof Outcome.Answered answered) {
      return answered.text();
    }
    throw new IllegalStateException(outcome + "\n" + log);
  }
}
