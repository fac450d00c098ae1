package oo.connectors.todoist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderResponse;
import oo.connectors.todoist.TodoistApi.SyncCommand;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Closing and reopening, exactly once. A command's uuid is not executed twice by Todoist, and where
 * that is not enough the task is read before: when an earlier try may have succeeded, and when it
 * recurs, because closing only moves its date.
 */
final class TodoistCommands {
  private final TodoistApi api;
  private final TodoistTasks tasks;

  TodoistCommands(TodoistApi api, TodoistTasks tasks) {
    this.api = api;
    this.tasks = tasks;
  }

  DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    var delivery = new Delivery(connection, credential, cursor, command, deadline, true);
    return delivery.carryOut();
  }

  DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    var delivery = new Delivery(connection, credential, cursor, command, deadline, false);
    return delivery.carryOut();
  }

  /** One try of one command. */
  private final class Delivery {
    private final ConnectionRef connection;
    private final Credential credential;
    private final @Nullable TodoistCursor cursor;
    private final Command command;
    private final CallDeadline deadline;
    private final boolean closing;
    private final long begun = System.nanoTime();

    Delivery(
        ConnectionRef connection,
        Credential credential,
        @Nullable String cursor,
        Command command,
        CallDeadline deadline,
        boolean closing) {
      this.connection = connection;
      this.credential = credential;
      this.cursor = TodoistCursor.parse(cursor).orElse(null);
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
      if (command.withdrawn()) {
        return only(new Outcome.NotDone(null, "It was taken back before Todoist did it."));
      }
      return send();
    }

    /** Reads the task; empty when the command is still to be sent. */
    private Optional<DeliveryResult> lookFirst() {
      Optional<Item> found;
      try {
        found = api.task(credential, command.subject(), deadline);
      } catch (ProviderFailure.Unauthorized e) {
        throw e;
      } catch (ProviderFailure e) {
        // Nothing was sent now; whether an earlier try did it is as unknown as before.
        Duration wait = e instanceof ProviderFailure.Later later ? later.retryAfter() : null;
        String reason = words(e);
        return Optional.of(
            only(
                command.unsure()
                    ? new Outcome.Unknown(wait, reason)
                    : new Outcome.NotDone(wait, reason)));
      }
      if (found.isEmpty() || found.get().isDeleted()) {
        // Completed or deleted. A completed task can be reopened, so that is still to be tried.
        return closing
            ? Optional.of(
                done(TodoistTasks.over(connection, command.subject(), Kind.CLOSED, deadline.now())))
            : Optional.empty();
      }
      Item item = found.get();
      if (!closing) {
        return item.checked() ? Optional.empty() : Optional.of(done(event(item)));
      }
      if (item.checked()) {
        return Optional.of(done(event(item)));
      }
      boolean recurs = command.recurring() || item.recurring();
      if (!recurs || TodoistTasks.occurrence(item).equals(command.occurrence())) {
        return Optional.empty();
      }
      return Optional.of(
          command.unsure()
              ? done(event(item))
              : new DeliveryResult(new Outcome.Moved(), List.of(event(item)), null));
    }

    private NormalizedEvent event(Item item) {
      var known = cursor == null ? new TodoistCursor("", null, Map.of()) : cursor;
      return tasks.event(connection, item, known, deadline.now());
    }

    private DeliveryResult send() {
      ProviderResponse answer;
      try {
        answer =
            api.execute(
                credential,
                cursor == null ? null : cursor.token(),
                new SyncCommand(
                    closing ? "item_close" : "item_uncomplete",
                    command.commandId(),
                    Map.of("id", command.subject())),
                deadline.after(begun));
      } catch (ProviderFailure.Down e) {
        return only(
            e.sent() ? new Outcome.Unknown(null, words(e)) : new Outcome.NotDone(null, words(e)));
      }
      if (answer.ok()) {
        return settle(answer);
      }
      ProviderFailure failure = TodoistApi.failure(answer);
      return switch (failure) {
        case ProviderFailure.Unauthorized e -> throw e;
        case ProviderFailure.Later e when answer.status() == 429 ->
            only(new Outcome.NotDone(e.retryAfter(), words(e)));
        // With a 5xx Todoist does not say that it did nothing.
        case ProviderFailure.Later e -> only(new Outcome.Unknown(e.retryAfter(), words(e)));
        case ProviderFailure.Down e -> only(new Outcome.Unknown(null, words(e)));
        case ProviderFailure.ClientRefused e -> only(new Outcome.Refused(words(e)));
        case ProviderFailure.Refused e -> only(new Outcome.Refused(words(e)));
      };
    }

    private DeliveryResult settle(ProviderResponse raw) {
      SyncResponse answer;
      try {
        answer = TodoistApi.read(raw, SyncResponse.class);
      } catch (ProviderFailure.Down e) {
        return only(new Outcome.Unknown(null, words(e)));
      }
      Optional<JsonNode> status = TodoistApi.status(answer, command.commandId());
      if (status.isEmpty()) {
        return only(new Outcome.Unknown(null, "Todoist did not say whether it did it."));
      }
      JsonNode said = status.get();
      if (said.isString() && "ok".equals(said.stringValue())) {
        return brought(new Outcome.Done(), answer, closing ? Kind.CLOSED : null);
      }
      int code = said.path("http_code").asInt(0);
      if (code == 429 || code >= 500) {
        return only(new Outcome.NotDone(wait(said), "Todoist did not do it now."));
      }
      if (code == 404 && closing) {
        return brought(new Outcome.Done(), answer, Kind.DELETED);
      }
      return brought(
          new Outcome.Refused(
              code == 404
                  ? "Todoist no longer has this task."
                  : "Todoist refuses to change this task."),
          answer,
          null);
    }

    private static @Nullable Duration wait(JsonNode said) {
      long seconds = said.path("error_extra").path("retry_after").asLong(0);
      return seconds > 0 ? Duration.ofSeconds(Math.min(seconds, 86_400)) : null;
    }

    /**
     * The outcome with what the same request read.
     *
     * @param otherwise what happened to the task, when what was read does not name it; null when
     *     only Todoist could say
     */
    private DeliveryResult brought(Outcome outcome, SyncResponse answer, @Nullable Kind otherwise) {
      // A full read's silence about a task means something too, and so does a project's new name.
      // Both are left to
      // the next read, which starts where this one did.
      boolean onward = cursor != null && !answer.fullSync() && !cursor.outdatedBy(answer);
      var events = new ArrayList<NormalizedEvent>();
      boolean named = false;
      TodoistCursor next = null;
      if (cursor != null) {
        String token = answer.syncToken();
        next = TodoistCursor.after(cursor, answer, token == null ? cursor.token() : token);
        for (Item item : answer.allItems()) {
          named |= item.id().equals(command.subject());
          if (onward || item.id().equals(command.subject())) {
            events.add(tasks.event(connection, item, next, deadline.now()));
          }
        }
      }
      if (!named && otherwise != null && !command.recurring()) {
        events.add(TodoistTasks.over(connection, command.subject(), otherwise, deadline.now()));
      }
      return new DeliveryResult(outcome, events, onward && next != null ? next.text() : null);
    }

    private DeliveryResult done(NormalizedEvent event) {
      return new DeliveryResult(new Outcome.Done(), List.of(event), null);
    }

    private static DeliveryResult only(Outcome outcome) {
      return new DeliveryResult(outcome, List.of(), null);
    }

    private static String words(ProviderFailure failure) {
      String message = failure.getMessage();
      return message == null ? "Todoist failed." : message;
    }
  }
}
