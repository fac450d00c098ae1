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

  /** A result without events. */
  public static DeliveryResult of(Outcome outcome) {
    return new DeliveryResult(outcome, List.of(), null);
  }

  /**
   * The task is as commanded.
   *
   * @param event how the task is now
   */
  public static DeliveryResult done(NormalizedEvent event) {
    return new DeliveryResult(new Outcome.Done(), List.of(event), null);
  }

  /**
   * The result of a try that certainly had no effect. The effect of an earlier, unsure try stays
   * unknown.
   *
   * @throws ProviderFailure.Unauthorized when {@code failure} is that, because a refresh may help
   */
  public static DeliveryResult notNow(Command command, ProviderFailure failure) {
    return command.unsure()
        ? unknown(failure)
        : of(new Outcome.NotDone(wait(failure), failure.words()));
  }

  /**
   * The result of a try that may have had an effect.
   *
   * @throws ProviderFailure.Unauthorized when {@code failure} is that, because a refresh may help
   */
  public static DeliveryResult unknown(ProviderFailure failure) {
    return of(new Outcome.Unknown(wait(failure), failure.words()));
  }

  private static @Nullable Duration wait(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.Unauthorized refused -> throw refused;
      case ProviderFailure.Later later -> later.retryAfter();
      default -> null;
    };
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
