package oo.connectors;

import java.util.UUID;

/**
 * One change to make at the source.
 *
 * @param subject the provider's id of the task
 * @param occurrence the due date, exactly as the provider had sent it, of the round that is meant
 * @param commandId the provider's idempotency key; the same at every try
 * @param recurring read first, also before the first try: closing moves its date, so a second close
 *     would skip a round
 * @param unsure an earlier try may have succeeded: read first
 * @param withdrawn the person took it back meanwhile (with {@code unsure} only): find out whether
 *     it happened and send nothing; the outcome is {@code Done} when it did and {@code NotDone}
 *     when it did not
 */
public record Command(
    String subject,
    String occurrence,
    UUID commandId,
    boolean recurring,
    boolean unsure,
    boolean withdrawn) {}
