package oo.connectors.pebble;

import static oo.connectors.DeliveryResult.done;
import static oo.connectors.DeliveryResult.notNow;
import static oo.connectors.DeliveryResult.unknown;

import java.util.List;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.connectors.pebble.PebbleApi.Changed;
import oo.connectors.pebble.PebbleApi.Changes;
import oo.connectors.pebble.PebbleTask.State;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One try of one command. Pebble executes a command id once; when that is not enough, the task is
 * read first.
 */
final class PebbleDelivery {
  private final PebbleApi api;
  private final String front;
  private final ConnectionRef connection;
  private final Credential credential;
  private final @Nullable String cursor;
  private final Command command;
  private final CallDeadline deadline;
  private final boolean closing;
  private final long begun = System.nanoTime();

  PebbleDelivery(
      PebbleApi api,
      String front,
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline,
      boolean closing) {
    this.api = api;
    this.front = front;
    this.connection = connection;
    this.credential = credential;
    this.cursor = cursor;
    this.command = command;
    this.deadline = deadline;
    this.closing = closing;
  }

  DeliveryResult carryOut() {
    if (command.unsure() || (closing && command.recurring())) {
      Optional<DeliveryResult> settled = lookFirst();
      if (settled.isPresent()) {
        return settled.get();
      }
    }
    return command.withdrawn()
        ? DeliveryResult.of(new Outcome.NotDone(null, "It was taken back before Pebble did it."))
        : send();
  }

  /** Reads the task; empty when the command is still to be sent. */
  private Optional<DeliveryResult> lookFirst() {
    PebbleAnswer<PebbleTask> look;
    try {
      look = api.task(credential, command.subject(), deadline);
    } catch (ProviderFailure.Down e) {
      return Optional.of(notNow(command, e));
    }
    return switch (look) {
      case PebbleAnswer.Said<PebbleTask>(PebbleTask task) -> found(task);
      case PebbleAnswer.Missing<PebbleTask> missing ->
          closing ? Optional.of(done(gone())) : Optional.empty();
      default -> Optional.of(notNow(command, look.failure()));
    };
  }

  private Optional<DeliveryResult> found(PebbleTask task) {
    if (task.is(closing ? State.closed : State.open)) {
      return Optional.of(done(event(task)));
    }
    boolean moved = task.everyDay() && !task.occurrence().equals(command.occurrence());
    if (!closing || !moved) {
      return Optional.empty();
    }
    return Optional.of(
        command.unsure()
            ? done(event(task))
            : new DeliveryResult(new Outcome.Moved(), List.of(event(task)), null));
  }

  private DeliveryResult send() {
    PebbleAnswer<Changed> answer;
    try {
      answer =
          api.send(
              closing ? "close" : "reopen", credential, cursor, command, deadline.after(begun));
    } catch (ProviderFailure.Down e) {
      return e.sent() ? unknown(e) : notNow(command, e);
    }
    return switch (answer) {
      case PebbleAnswer.Said<Changed>(Changed changed) ->
          command.unsure() ? asItIsNow() : brought(changed);
      case PebbleAnswer.Missing<Changed> missing ->
          closing
              ? done(gone())
              : DeliveryResult.of(new Outcome.Refused("Pebble no longer has this task."));
      case PebbleAnswer.Later<Changed> later -> notNow(command, answer.failure());
      default -> unknown(answer.failure());
    };
  }

  /** After a full read the cursor stays, so that the next read finds tasks that are gone. */
  private DeliveryResult brought(Changed changed) {
    Changes changes = changed.changes();
    if (changes == null || changes.full() || changes.unreadable() > 0) {
      return done(event(changed.task()));
    }
    return new DeliveryResult(
        new Outcome.Done(), changes.tasks().stream().map(this::event).toList(), changes.cursor());
  }

  /** An earlier try may have done it: the answer is then of that time, and not of now. */
  private DeliveryResult asItIsNow() {
    PebbleAnswer<PebbleTask> look;
    try {
      look = api.task(credential, command.subject(), deadline.after(begun));
    } catch (ProviderFailure.Down e) {
      return unknown(e);
    }
    return switch (look) {
      case PebbleAnswer.Said<PebbleTask>(PebbleTask task) -> done(event(task));
      case PebbleAnswer.Missing<PebbleTask> missing -> done(gone());
      default -> unknown(look.failure());
    };
  }

  private NormalizedEvent event(PebbleTask task) {
    return task.event(connection, front, deadline.now());
  }

  private NormalizedEvent gone() {
    return NormalizedEvent.of(
        connection, command.subject(), Kind.DELETED, "gone", deadline.now(), deadline.now(), null);
  }
}
