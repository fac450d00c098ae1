package oo.standins.todoist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oo.standins.http.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The commands of one sync request, executed in their order; a uuid that was executed before is not
 * executed again.
 */
final class Commands {

  static final int LIMIT = 100;

  private static final Set<String> TYPES =
      Set.of(
          "item_add",
          "item_update",
          "item_close",
          "item_complete",
          "item_uncomplete",
          "item_delete");
  private static final Set<String> MEMBERS = Set.of("type", "uuid", "args", "temp_id");

  /** One command, well-formed. */
  record Command(String type, String uuid, ObjectNode args, Optional<String> tempId) {}

  /** What came of them. */
  record Results(ObjectNode status, ObjectNode tempIds) {}

  private Commands() {}

  /** Reads all or refuses all with 400: nothing is executed of a request that is malformed. */
  static List<Command> read(String json) {
    JsonNode array;
    try {
      array = Json.parse(json);
    } catch (JacksonException e) {
      throw TodoistError.argument("commands").refused();
    }
    if (!array.isArray()) {
      throw TodoistError.argument("commands").refused();
    }
    if (array.size() > LIMIT) {
      throw new TodoistError(
              400, 1065, "MAX_COMMANDS", "At most " + LIMIT + " commands in a request")
          .refused();
    }
    List<Command> commands = new ArrayList<>();
    Set<String> uuids = new HashSet<>();
    for (JsonNode one : array.values()) {
      Command command = read(one);
      if (!uuids.add(command.uuid())) {
        throw TodoistError.argument("uuid").refused();
      }
      commands.add(command);
    }
    return commands;
  }

  private static Command read(JsonNode one) {
    for (String name : one.propertyNames()) {
      if (!MEMBERS.contains(name)) {
        throw TodoistError.argument(name).refused();
      }
    }
    String type = one.path("type").asString("");
    String uuid = one.path("uuid").asString("");
    if (!TYPES.contains(type)) {
      throw TodoistError.argument("type").refused();
    }
    if (uuid.isBlank() || uuid.length() > 64) {
      throw TodoistError.argument("uuid").refused();
    }
    if (!(one.path("args") instanceof ObjectNode args)) {
      throw TodoistError.argument("args").refused();
    }
    Optional<String> tempId =
        Optional.of(one.path("temp_id").asString("")).filter(id -> !id.isEmpty());
    if (tempId.isPresent() != type.equals("item_add")) {
      throw TodoistError.argument("temp_id").refused();
    }
    return new Command(type, uuid, args, tempId);
  }

  /** Whether an access token of this scope may have them executed. */
  static boolean allowed(List<Command> commands, Tokens.Access access) {
    return commands.stream()
        .allMatch(
            command ->
                access.allows(
                    switch (command.type()) {
                      case "item_add" -> "task:add";
                      case "item_delete" -> "data:delete";
                      default -> "data:read_write";
                    }));
  }

  static Results execute(List<Command> commands, Book book) {
    ObjectNode status = Json.object();
    ObjectNode tempIds = Json.object();
    Map<String, String> known = new HashMap<>();
    for (Command command : commands) {
      Optional<Book.Executed> before = book.executed(command.uuid());
      if (before.isPresent()) {
        note(before.get(), tempIds, known);
        status.put(command.uuid(), "ok");
        continue;
      }
      try {
        execute(command, book, known);
        book.executed(command.uuid()).ifPresent(done -> note(done, tempIds, known));
        status.put(command.uuid(), "ok");
      } catch (Arguments.Wrong wrong) {
        status.set(command.uuid(), wrong.error().json());
      }
    }
    return new Results(status, tempIds);
  }

  private static void note(Book.Executed done, ObjectNode tempIds, Map<String, String> known) {
    if (done.tempId() != null && done.taskId() != null) {
      tempIds.put(done.tempId(), done.taskId());
      known.put(done.tempId(), done.taskId());
    }
  }

  private static void execute(Command command, Book book, Map<String, String> known) {
    Arguments arguments = new Arguments(book, resolved(command.args(), known));
    switch (command.type()) {
      case "item_add" -> {
        Task task = book.put(arguments.add());
        book.remember(command.uuid(), command.tempId().orElse(null), task.id());
        return;
      }
      case "item_update" -> book.put(arguments.update(find(arguments, book)));
      case "item_close" -> {
        arguments.only(Set.of("id"));
        book.close(completable(find(arguments, book)));
      }
      case "item_complete" -> {
        arguments.only(Set.of("id", "date_completed"));
        book.complete(completable(find(arguments, book)));
      }
      case "item_uncomplete" -> {
        arguments.only(Set.of("id"));
        book.reopen(find(arguments, book));
      }
      case "item_delete" -> {
        arguments.only(Set.of("id"));
        book.delete(find(arguments, book));
      }
      default -> throw new IllegalStateException(command.type());
    }
    book.remember(command.uuid(), null, null);
  }

  /** A later command may call a task by the name that an earlier one of the request gave it. */
  private static ObjectNode resolved(ObjectNode args, Map<String, String> known) {
    ObjectNode resolved = args.deepCopy();
    for (String name : List.of("id", "parent_id")) {
      String id = known.get(resolved.path(name).asString(""));
      if (id != null) {
        resolved.put(name, id);
      }
    }
    return resolved;
  }

  private static Task find(Arguments arguments, Book book) {
    return book.task(arguments.text("id"))
        .orElseThrow(() -> new Arguments.Wrong(TodoistError.ITEM_NOT_FOUND));
  }

  static Task completable(Task task) {
    if (!task.completable()) {
      throw new Arguments.Wrong(TodoistError.NOT_COMPLETABLE);
    }
    return task;
  }
}
