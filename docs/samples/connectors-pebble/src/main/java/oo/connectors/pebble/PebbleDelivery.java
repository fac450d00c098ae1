package oo.connectors.pebble;

import java.util.List;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderResponse;
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
        ? only(new Outcome.NotDone(null, "It was taken back before Pebble did it."))
        : send();
  }

  /** Reads the task; empty when the command is still to be sent. */
  private Optional<DeliveryResult> lookFirst() {
    Optional<PebbleTask> found;
    try {
      found = api.task(credential, command.subject(), deadline);
    } catch (ProviderFailure.Unauthorized e) {
      throw e;
    } catch (ProviderFailure e) {
      // This try sent nothing; an earlier try's outcome stays unknown.
      var wait = e instanceof ProviderFailure.Later later ? later.retryAfter() : null;
      return Optional.of(
          only(
              command.unsure()
                  ? new Outcome.Unknown(wait, e.words())
                  : new Outcome.NotDone(wait, e.words())));
    }
    if (found.isEmpty()) {
      return closing ? Optional.of(done(gone())) : Optional.empty();
    }
    PebbleTask task = found.get();
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
    ProviderResponse answer;
    try {
      answer =
          api.send(
              closing ? "close" : "reopen", credential, cursor, command, deadline.after(begun));
    } catch (ProviderFailure.Down e) {
      return only(
          e.sent() ? new Outcome.Unknown(null, e.words()) : new Outcome.NotDone(null, e.words()));
    }
    if (answer.status() == 404) {
      return closing ? done(gone()) : only(new Outcome.Refused("Pebble no longer has this task."));
    }
    try {
      return brought(PebbleApi.read(answer, Changed.class));
    } catch (ProviderFailure failure) {
      return switch (failure) {
        case ProviderFailure.Unauthorized e -> throw e;
        case ProviderFailure.Later e -> only(new Outcome.NotDone(e.retryAfter(), e.words()));
        case ProviderFailure.Down e -> only(new Outcome.Unknown(null, e.words()));
        case ProviderFailure.ClientRefused e -> only(new Outcome.Refused(e.words()));
        case ProviderFailure.Refused e -> only(new Outcome.Refused(e.words()));
        case ProviderFailure.TooLarge e -> only(new Outcome.Unknown(null, e.words()));
      };
    }
  }

  /** After a full read the cursor stays, so that the next read finds tasks that are gone. */
  private DeliveryResult brought(Changed changed) {
    Changes changes = changed.changes();
    if (changes == null || changes.full()) {
      return done(event(changed.task()));
    }
    return new DeliveryResult(
        new Outcome.Done(), changes.tasks().stream().map(this::event).toList(), changes.cursor());
  }

  private NormalizedEvent event(PebbleTask task) {
    return task.event(connection, front, deadline.now());
  }

  private NormalizedEvent gone() {
    return NormalizedEvent.of(
        connection, command.subject(), Kind.DELETED, "gone", deadline.now(), deadline.now(), null);
  }

  private static DeliveryResult done(NormalizedEvent event) {
    return new DeliveryResult(new Outcome.Done(), List.of(event), null);
  }

  private static DeliveryResult only(Outcome outcome) {
    return new DeliveryResult(outcome, List.of(), null);
  }
}
