package oo.connectors;

import java.time.Duration;
import java.util.List;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command.
 *
 * @param events changes at the source, including the command's effect; may be empty
 * @param cursor start of the next read; null leaves the stored cursor unchanged
 * @param closedWith the provider's ids of other tasks that closed with the subject; an undo must
 *     reopen them too ({@link Command#with})
 */
public record DeliveryResult(
    Outcome outcome,
    List<NormalizedEvent> events,
    @Nullable String cursor,
    List<String> closedWith) {

  public DeliveryResult {
    events = List.copyOf(events);
    closedWith = List.copyOf(closedWith);
  }

  /** A result that closed no other task. */
  public DeliveryResult(Outcome outcome, List<NormalizedEvent> events, @Nullable String cursor) {
    this(outcome, events, cursor, List.of());
  }

  public sealed interface Outcome {

    /** The task is as commanded: by this try, an earlier one, or another application. */
    record Done() implements Outcome {}

    /**
     * A recurring task's date differs from {@code occurrence}, and no earlier try can have moved
     * it. Nothing was sent.
     */
    record Moved() implements Outcome {}

    /** The provider refuses permanently. {@code reason} is for the person. */
    record Refused(String reason) implements Outcome {}

    /**
     * The command certainly had no effect; retry later.
     *
     * @param retryAfter null when the provider did not say
     */
    record NotDone(@Nullable Duration retryAfter, String reason) implements Outcome {}

    /**
     * The command may have had an effect. The next try is {@link Command#unsure}.
     *
     * @param retryAfter null when the provider did not say
     */
    record Unknown(@Nullable Duration retryAfter, String reason) implements Outcome {}
  }
}
