package oo.connectors;

import java.time.Duration;
import java.util.List;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/**
 * What came of a command.
 *
 * @param events what changed at the source, this command's effect included; may be empty when the
 *     outcome brought none
 * @param cursor where the next read goes on; null leaves it as it is
 */
public record DeliveryResult(
    Outcome outcome, List<NormalizedEvent> events, @Nullable String cursor) {

  public sealed interface Outcome {

    /** It is as commanded now: by this try, by an earlier one, or by someone else. */
    record Done() implements Outcome {}

    /**
     * A recurring task's date is another than {@code occurrence}, and no earlier try of ours can
     * have moved it: nothing was sent.
     */
    record Moved() implements Outcome {}

    /** The provider will never do it. {@code reason} is for the person. */
    record Refused(String reason) implements Outcome {}

    /**
     * The provider said that it did not do it: try again after a while; null when it did not say
     * how long.
     */
    record NotDone(@Nullable Duration retryAfter, String reason) implements Outcome {}

    /**
     * It may have been done, now or by an earlier try: no answer, or none that says so. The next
     * try is {@link Command#unsure}; after {@code retryAfter} when the provider said how long.
     */
    record Unknown(@Nullable Duration retryAfter, String reason) implements Outcome {}
  }
}
