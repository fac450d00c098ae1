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
 * Closes and reopens tasks exactly once. Todoist does not execute a command's uuid twice. The task
 * is read first when an earlier try may have succeeded, and when it recurs, because closing a
 * recurring task only moves its date.
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
    return delivery.run();
  }

  DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    var delivery = new Delivery(connection, credential, cursor, command, deadline, false);
    return delivery.run();
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

    DeliveryResult run() {
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
        // This try sent nothing; an earlier try's outcome stays unknown.
        Duration wait = e instanceof ProviderFailure.Later later ? later.retryAfter() : null;
        String reason = e.words();
        return Optional.of(
            only(
                command.unsure()
                    ? new Outcome.Unknown(wait, reason)
                    : new Outcome.NotDone(wait, reason)));
      }
      if (found.isEmpty() || found.get().isDeleted()) {
        // Completed or deleted. Reopening is still tried, because a completed task can be reopened.
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
            e.sent() ? new Outcome.Unknown(null, e.words()) : new Outcome.NotDone(null, e.words()));
      }
      if (answer.ok()) {
        return settle(answer);
      }
      ProviderFailure failure = TodoistApi.failure(answer);
      return switch (failure) {
        case ProviderFailure.Unauthorized e -> throw e;
        case ProviderFailure.Later e when answer.status() == 429 ->
            only(new Outcome.NotDone(e.retryAfter(), e.words()));
        // After a 5xx the command may have had an effect.
        case ProviderFailure.Later e -> only(new Outcome.Unknown(e.retryAfter(), e.words()));
        case ProviderFailure.Down e -> only(new Outcome.Unknown(null, e.words()));
        case ProviderFailure.ClientRefused e -> only(new Outcome.Refused(e.words()));
        case ProviderFailure.Refused e -> only(new Outcome.Refused(e.words()));
        case ProviderFailure.TooLarge e -> only(new Outcome.Unknown(null, e.words()));
      };
    }

    private DeliveryResult settle(ProviderResponse raw) {
      SyncResponse answer;
      try {
        answer = TodoistApi.read(raw, SyncResponse.class);
      } catch (ProviderFailure.Down e) {
        return only(new Outcome.Unknown(null, e.words()));
      }
      Optional<JsonNode> status = TodoistApi.status(answer, command.commandId());
      if (status.isEmpty()) {
        return only(new Outcome.Unknown(null, "Todoist did not say whether it did it."));
      }
      JsonNode result = status.get();
      if (result.isString() && "ok".equals(result.stringValue())) {
        return withEvents(new Outcome.Done(), answer, closing ? Kind.CLOSED : null);
      }
      int code = result.path("http_code").asInt(0);
      if (code == 429 || code >= 500) {
        return only(new Outcome.NotDone(retryAfter(result), "Todoist did not do it now."));
      }
      if (code == 404 && closing) {
        return withEvents(new Outcome.Done(), answer, Kind.DELETED);
      }
      return withEvents(
          new Outcome.Refused(
              code == 404
                  ? "Todoist no longer has this task."
                  : "Todoist refuses to change this task."),
          answer,
          null);
    }

    private static @Nullable Duration retryAfter(JsonNode result) {
      long seconds = result.path("error_extra").path("retry_after").asLong(0);
      return seconds > 0 ? Duration.ofSeconds(Math.min(seconds, 86_400)) : null;
    }

    /**
     * The outcome, with the events of the same request.
     *
     * @param otherwise what happened to the task when the events do not name it; null when unknown
     */
    private DeliveryResult withEvents(
        Outcome outcome, SyncResponse answer, @Nullable Kind otherwise) {
      // After a full read or a project's change, the next read repeats this one: tasks that this
      // response does not name may have changed too.
      boolean advances = cursor != null && !answer.fullSync() && !cursor.outdatedBy(answer);
      var events = new ArrayList<NormalizedEvent>();
      boolean named = false;
      TodoistCursor next = null;
      if (cursor != null) {
        String token = answer.syncToken();
        next = TodoistCursor.after(cursor, answer, token == null ? cursor.token() : token);
        for (Item item : answer.allItems()) {
          named |= item.id().equals(command.subject());
          if (advances || item.id().equals(command.subject())) {
            events.add(tasks.event(connection, item, next, deadline.now()));
          }
        }
      }
      if (!named && otherwise != null && !command.recurring()) {
        events.add(TodoistTasks.over(connection, command.subject(), otherwise, deadline.now()));
      }
      return new DeliveryResult(outcome, events, advances && next != null ? next.text() : null);
    }

    private DeliveryResult done(NormalizedEvent event) {
      return new DeliveryResult(new Outcome.Done(), List.of(event), null);
    }

    private static DeliveryResult only(Outcome outcome) {
      return new DeliveryResult(outcome, List.of(), null);
    }
  }
}
