package oo.connectors;

import java.util.List;
import java.util.UUID;
import oo.signals.Occurrence;

/**
 * One change to make at the source.
 *
 * @param subject the provider's id of the task
 * @param occurrence the occurrence to change
 * @param commandId the idempotency key; the same for every try
 * @param recurring the task recurs: read it before every try, because closing it twice skips an
 *     occurrence
 * @param unsure an earlier try may have succeeded: read the task first
 * @param withdrawn the person took the change back (only with {@code unsure}): send nothing; the
 *     outcome is {@code Done} when the change happened, else {@code NotDone}
 * @param with other tasks to reopen together with the subject ({@link DeliveryResult#closedWith}),
 *     each with an idempotency key derived from {@code commandId}; empty for a close
 */
public record Command(
    String subject,
    Occurrence occurrence,
    UUID commandId,
    boolean recurring,
    boolean unsure,
    boolean withdrawn,
    List<String> with) {

  public Command {
    with = List.copyOf(with);
  }

  /** A change of the subject alone. */
  public Command(
      String subject,
      Occurrence occurrence,
      UUID commandId,
      boolean recurring,
      boolean unsure,
      boolean withdrawn) {
    this(subject, occurrence, commandId, recurring, unsure, withdrawn, List.of());
  }
}
