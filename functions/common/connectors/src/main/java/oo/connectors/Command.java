package oo.connectors;

import java.util.UUID;

/**
 * One change to make at the source.
 *
 * @param subject the provider's id of the task
 * @param occurrence the due date of the occurrence to change, exactly as the provider sent it
 * @param commandId the idempotency key; the same for every try
 * @param recurring the task recurs: read it before every try, because closing it twice skips an
 *     occurrence
 * @param unsure an earlier try may have succeeded: read the task first
 * @param withdrawn the person took the change back (only with {@code unsure}): send nothing; the
 *     outcome is {@code Done} when the change happened, else {@code NotDone}
 */
public record Command(
    String subject,
    String occurrence,
    UUID commandId,
    boolean recurring,
    boolean unsure,
    boolean withdrawn) {}
