package oo.connectors.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static oo.connectors.DeliveryResult.done;
import static oo.connectors.DeliveryResult.notNow;
import static oo.connectors.DeliveryResult.unknown;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.connectors.todoist.TodoistApi.SyncCommand;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Closes and reopens tasks exactly once. Todoist does not execute a command's uuid twice, and says
 * "ok" to it again: that is no word about how the task is now, so the task is read after it. It is
 * read first when an earlier try may have succeeded, and when it recurs, because closing a
 * recurring task only moves its date.
 */
final class TodoistCommands {
  /** Todoist's limit for one request. */
  private static final int MOST_COMMANDS = 100;

  /** A response that brings more is left to the next read. */
  private static final int MOST_EVENTS = 1_000;

  /** Levels of subtasks; Todoist has five. */
  private static final int DEEPEST = 10;

  /** What closes with its parent may carry a slightly earlier time. */
  private static final Duration TOGETHER = Duration.ofSeconds(1);

  private static final String MOVED =
      "It repeats now: Todoist moved it to its next date, which oO cannot take back.";

  private static final String REFUSES = "Todoist refuses to change this task.";

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
    return new Delivery(connection, credential, cursor, command, deadline, true).run();
  }

  DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return new Delivery(connection, credential, cursor, command, deadline, false).run();
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

    /** A request of this try may have had an effect. */
    private boolean acted;

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
      return command.withdrawn()
          ? DeliveryResult.of(new Outcome.NotDone(null, "It was taken back before Todoist did it."))
          : send();
    }

    /** Reads the task; empty when the command is still to be sent. */
    private Optional<DeliveryResult> lookFirst() {
      TodoistAnswer<Item> look;
      try {
        look = api.task(credential, command.subject(), deadline);
      } catch (ProviderFailure.Down e) {
        return Optional.of(notNow(command, e));
      }
      return switch (look) {
        case TodoistAnswer.Said<Item>(Item item) when !item.isDeleted() -> found(item);
        case TodoistAnswer.Said<Item> deleted -> notFound();
        case TodoistAnswer.Missing<Item> missing -> notFound();
        default -> Optional.of(notNow(command, look.failure()));
      };
    }

    /** Completed or deleted. Reopening is still tried, because a completed task can be reopened. */
    private Optional<DeliveryResult> notFound() {
      return closing ? Optional.of(closedEarlier(null)) : Optional.empty();
    }

    private Optional<DeliveryResult> found(Item item) {
      if (!closing) {
        boolean all = command.with().isEmpty() || command.withdrawn();
        return !item.checked() && all
            ? Optional.of(
                new DeliveryResult(reopened(new Outcome.Done(), item), List.of(event(item)), null))
            : Optional.empty();
      }
      if (item.checked()) {
        return Optional.of(closedEarlier(item));
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

    /**
     * The task is closed: the changes since the cursor say what closed with it.
     *
     * @param item null when Todoist no longer shows it
     */
    private DeliveryResult closedEarlier(@Nullable Item item) {
      DeliveryResult alone = done(item == null ? over(Kind.CLOSED) : event(item));
      if (cursor == null || !command.unsure()) {
        return alone;
      }
      TodoistAnswer<SyncAnswer> changes;
      try {
        changes = api.changes(credential, cursor.token(), deadline.after(begun));
      } catch (ProviderFailure.Down e) {
        return unknown(e);
      }
      return switch (changes) {
        case TodoistAnswer.Said<SyncAnswer>(SyncAnswer answer) -> {
          try (answer) {
            yield new Effects(answer).with(new Outcome.Done(), item, alone.events().getFirst());
          }
        }
        // Nothing is known of the time since the cursor.
        case TodoistAnswer.Invalid<SyncAnswer> forgotten -> alone;
        case TodoistAnswer.TooLarge<SyncAnswer> large -> alone;
        default -> unknown(changes.failure());
      };
    }

    private DeliveryResult send() {
      List<SyncCommand> commands = commands();
      var said = new HashMap<UUID, TodoistAnswer<String>>();
      for (int from = 0; ; from += MOST_COMMANDS) {
        int to = Math.min(from + MOST_COMMANDS, commands.size());
        boolean last = to == commands.size();
        TodoistAnswer<SyncAnswer> answer;
        try {
          answer = execute(commands.subList(from, to), last);
        } catch (ProviderFailure.Down e) {
          return e.sent() || acted ? unknown(e) : notNow(command, e);
        }
        if (answer instanceof TodoistAnswer.Said<SyncAnswer>(SyncAnswer document)) {
          acted = true;
          try (document) {
            commands
                .subList(from, to)
                .forEach(one -> said.put(one.uuid(), document.of(one.uuid())));
            if (last) {
              return settle(document, said);
            }
          }
        } else {
          return notExecuted(answer);
        }
      }
    }

    /** The subject's command, then those of the tasks to reopen with it. */
    private List<SyncCommand> commands() {
      String type = closing ? "item_close" : "item_uncomplete";
      var commands = new ArrayList<SyncCommand>();
      commands.add(new SyncCommand(type, command.commandId(), Map.of("id", command.subject())));
      for (String other : closing ? List.<String>of() : command.with()) {
        commands.add(new SyncCommand(type, idFor(other), Map.of("id", other)));
      }
      return commands;
    }

    /** The same for every try. */
    private UUID idFor(String other) {
      return UUID.nameUUIDFromBytes((command.commandId() + "/" + other).getBytes(UTF_8));
    }

    /** Without the cursor when that is what Todoist rejects, or brings too much. */
    private TodoistAnswer<SyncAnswer> execute(List<SyncCommand> some, boolean read) {
      String token = cursor == null || !read ? null : cursor.token();
      TodoistAnswer<SyncAnswer> answer =
          api.execute(credential, token, some, deadline.after(begun));
      boolean large = answer instanceof TodoistAnswer.TooLarge;
      acted |= large;
      return token != null && (large || answer instanceof TodoistAnswer.Invalid)
          ? api.execute(credential, null, some, deadline.after(begun))
          : answer;
    }

    private DeliveryResult notExecuted(TodoistAnswer<SyncAnswer> answer) {
      ProviderFailure failure = answer.failure();
      return switch (answer) {
        case TodoistAnswer.Later<SyncAnswer> later when !acted -> notNow(command, failure);
        case TodoistAnswer.Invalid<SyncAnswer> refused when !acted ->
            DeliveryResult.of(new Outcome.Refused(failure.words()));
        case TodoistAnswer.Forbidden<SyncAnswer> refused when !acted ->
            DeliveryResult.of(new Outcome.Refused(failure.words()));
        default -> unknown(failure);
      };
    }

    private DeliveryResult settle(SyncAnswer answer, Map<UUID, TodoistAnswer<String>> said) {
      TodoistAnswer<String> subject = Objects.requireNonNull(said.remove(command.commandId()));
      var effects = new Effects(answer);
      return switch (outcome(subject, said.values())) {
        case Outcome.Done done when subject instanceof TodoistAnswer.Missing ->
            effects.with(done, null, over(Kind.DELETED));
        case Outcome.Done done -> asItIsNow(done, effects);
        case Outcome.Refused refused when subject instanceof TodoistAnswer.Said ->
            asItIsNow(refused, effects);
        case Outcome.Refused refused -> effects.with(refused, null, null);
        case Outcome other -> DeliveryResult.of(other);
      };
    }

    private Outcome outcome(
        TodoistAnswer<String> subject, Collection<TodoistAnswer<String>> others) {
      int refused = 0;
      for (TodoistAnswer<String> other : others) {
        switch (other) {
          case TodoistAnswer.Said<String> reopened -> {}
          // Deleted meanwhile: there is nothing to reopen.
          case TodoistAnswer.Missing<String> deleted -> {}
          case TodoistAnswer.Invalid<String> no -> refused++;
          case TodoistAnswer.Forbidden<String> no -> refused++;
          default -> {
            return unknown(other.failure()).outcome();
          }
        }
      }
      return switch (subject) {
        case TodoistAnswer.Said<String> done ->
            refused == 0
                ? new Outcome.Done()
                : new Outcome.Refused(
                    "Todoist reopened it, but not "
                        + refused
                        + " of the subtasks that closed with it.");
        case TodoistAnswer.Missing<String> gone ->
            closing ? new Outcome.Done() : new Outcome.Refused("Todoist no longer has this task.");
        case TodoistAnswer.Invalid<String> no -> new Outcome.Refused(REFUSES);
        case TodoistAnswer.Forbidden<String> no -> new Outcome.Refused(REFUSES);
        case TodoistAnswer.Later<String> later when others.isEmpty() ->
            notNow(command, later.failure()).outcome();
        default -> unknown(subject.failure()).outcome();
      };
    }

    /** The outcome with the subject's present state, which is read when the response lacks it. */
    private DeliveryResult asItIsNow(Outcome outcome, Effects effects) {
      if (effects.subject != null) {
        return effects.with(reopened(outcome, effects.subject), null, null);
      }
      TodoistAnswer<Item> look;
      try {
        look = api.task(credential, command.subject(), deadline.after(begun));
      } catch (ProviderFailure.Down e) {
        return unknown(e);
      }
      return switch (look) {
        case TodoistAnswer.Said<Item>(Item item) ->
            effects.with(reopened(outcome, item), item, event(item));
        case TodoistAnswer.Missing<Item> gone ->
            effects.with(outcome, null, over(closing ? Kind.CLOSED : Kind.DELETED));
        default -> unknown(look.failure());
      };
    }

    /**
     * A task that recurs was not taken back: its close, made when oO still knew it as a plain one,
     * moved its date.
     */
    private Outcome reopened(Outcome outcome, Item item) {
      return !closing && item.recurring() && !item.checked() ? new Outcome.Refused(MOVED) : outcome;
    }

    private NormalizedEvent event(Item item) {
      var known = cursor == null ? new TodoistCursor("", null, Map.of()) : cursor;
      return tasks.event(connection, item, known, deadline.now());
    }

    private NormalizedEvent over(Kind kind) {
      return TodoistTasks.over(connection, command.subject(), kind, deadline.now());
    }

    /** What a response says has changed since the cursor; nothing when it answers no read. */
    private final class Effects {
      private final List<NormalizedEvent> events = new ArrayList<>();
      private final Map<String, Item> closed = new LinkedHashMap<>();
      private @Nullable Item subject;
      private @Nullable TodoistCursor next;

      Effects(SyncAnswer answer) {
        if (cursor == null || !answer.answersRead()) {
          return;
        }
        TodoistCursor after = TodoistCursor.after(cursor, answer);
        // Else the next read repeats this one: tasks that it does not name may have changed too.
        boolean advances =
            !answer.full() && answer.unreadable() == 0 && !cursor.outdatedBy(answer.projects());
        for (Item item : answer.items()) {
          if (item.id().equals(command.subject())) {
            subject = item;
          } else if (item.checked() && !item.isDeleted() && closed.size() < MOST_EVENTS) {
            closed.put(item.id(), item);
          }
          advances &= events.size() < MOST_EVENTS;
          if (advances) {
            events.add(tasks.event(connection, item, after, deadline.now()));
          }
        }
        if (advances) {
          next = after;
          return;
        }
        events.clear();
        if (subject != null) {
          events.add(tasks.event(connection, subject, after, deadline.now()));
        }
      }

      /**
       * @param item the subject when the response does not name it; null when Todoist does not show
       *     it
       * @param state of the subject when the response does not name it
       */
      DeliveryResult with(Outcome outcome, @Nullable Item item, @Nullable NormalizedEvent state) {
        var all = new ArrayList<>(events);
        if (subject == null && state != null) {
          all.add(state);
        }
        return new DeliveryResult(
            outcome,
            all,
            next == null ? null : next.text(),
            closedWith(subject == null ? item : subject));
      }

      /** Its subtasks of every level that closed when it did, and not before. */
      private List<String> closedWith(@Nullable Item parent) {
        if (!closing || (parent != null && !parent.checked())) {
          return List.of();
        }
        Instant since = parent == null ? null : TodoistTasks.instant(parent.completedAt());
        return closed.values().stream()
            .filter(this::below)
            .filter(item -> {
              Instant at = TodoistTasks.instant(item.completedAt());
              return since == null || at == null || !at.plus(TOGETHER).isBefore(since);
            })
            .map(Item::id)
            .toList();
      }

      private boolean below(Item item) {
        String above = item.parentId();
        for (int level = 0; above != null && level < DEEPEST; level++) {
          if (above.equals(command.subject())) {
            return true;
          }
          Item parent = closed.get(above);
          above = parent == null ? null : parent.parentId();
        }
        return false;
      }
    }
  }
}
