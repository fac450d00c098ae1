package oo.standins.todoist;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import oo.standins.http.StandInJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The commands of one sync request, executed in order. A uuid that was executed before is not
 * executed again.
 */
final class SyncCommands {
  static final int LIMIT = 100;

  private static final Set<String> TYPES =
      Set.of("item_update", "item_close", "item_uncomplete", "item_delete");
  private static final Set<String> MEMBERS = Set.of("type", "uuid", "args");

  private record Command(String type, String uuid, ObjectNode args) {}

  private final List<Command> commands = new ArrayList<>();

  /** Reads all commands; a malformed one refuses the whole request before any is executed. */
  SyncCommands(JsonNode array) {
    TodoistError.check("commands", array.isArray());
    if (array.size() > LIMIT) {
      throw new TodoistError(
          400, 1065, "MAX_COMMANDS", "At most " + LIMIT + " commands in a request");
    }
    Set<String> uuids = new HashSet<>();
    for (JsonNode one : array.values()) {
      one.propertyNames().forEach(name -> TodoistError.check(name, MEMBERS.contains(name)));
      String type = one.path("type").asString("");
      String uuid = one.path("uuid").asString("");
      TodoistError.check("type", TYPES.contains(type));
      TodoistError.check("uuid", !uuid.isBlank() && uuid.length() <= 64 && uuids.add(uuid));
      if (!(one.path("args") instanceof ObjectNode args)) {
        throw TodoistError.argument("args");
      }
      commands.add(new Command(type, uuid, args));
    }
  }

  boolean isEmpty() {
    return commands.isEmpty();
  }

  boolean areAllowed(TodoistTokens.Access access) {
    return commands.stream()
        .map(command -> command.type().equals("item_delete") ? "data:delete" : "data:read_write")
        .allMatch(access::allows);
  }

  /** Returns {@code "ok"} or an error by uuid. */
  ObjectNode execute(AccountTasks account) {
    ObjectNode status = StandInJson.object();
    for (Command command : commands) {
      try {
        if (!account.hasExecuted(command.uuid())) {
          execute(command, account);
          account.remember(command.uuid());
        }
        status.put(command.uuid(), "ok");
      } catch (TodoistError e) {
        status.set(command.uuid(), e.json());
      }
    }
    return status;
  }

  private static void execute(Command command, AccountTasks account) {
    TaskArguments arguments = new TaskArguments(account, command.args());
    switch (command.type()) {
      case "item_update" -> account.put(arguments.update());
      case "item_close" -> account.close(arguments.onlyTask());
      case "item_uncomplete" -> account.reopen(arguments.onlyTask());
      default -> account.delete(arguments.onlyTask());
    }
  }
}
