package oo.standins.todoist;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import oo.standins.http.StandInJson;
import oo.standins.todoist.TodoistState.ExecutedCommand;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The commands of one sync request, executed in order. A uuid that was executed before is not
 * executed again.
 */
final class SyncCommands {

  static final int LIMIT = 100;

  private static final Set<String> MEMBERS = Set.of("type", "uuid", "args", "temp_id");

  private record Command(Type type, String uuid, ObjectNode args, @Nullable String tempId) {}

  private enum Type {
    ITEM_ADD("task:add"),
    ITEM_UPDATE("data:read_write"),
    ITEM_CLOSE("data:read_write"),
    ITEM_COMPLETE("data:read_write"),
    ITEM_UNCOMPLETE("data:read_write"),
    ITEM_DELETE("data:delete");

    private final String scope;

    Type(String scope) {
      this.scope = scope;
    }
  }

  private final List<Command> commands = new ArrayList<>();
  private final ObjectNode status = StandInJson.object();
  private final ObjectNode tempIds = StandInJson.object();

  /** Reads all commands; a malformed one refuses the whole request before any is executed. */
  SyncCommands(JsonNode array) {
    check("commands", array.isArray());
    if (array.size() > LIMIT) {
      throw new TodoistError(
          400, 1065, "MAX_COMMANDS", "At most " + LIMIT + " commands in a request");
    }
    Set<String> uuids = new HashSet<>();
    for (JsonNode one : array.values()) {
      Command command = read(one);
      check("uuid", uuids.add(command.uuid()));
      commands.add(command);
    }
  }

  private static Command read(JsonNode one) {
    one.propertyNames().forEach(name -> check(name, MEMBERS.contains(name)));
    Type type = null;
    for (Type known : Type.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(one.path("type").asString(""))) {
        type = known;
      }
    }
    String uuid = one.path("uuid").asString("");
    String tempId = one.path("temp_id").asString("");
    if (type == null) {
      throw TodoistError.argument("type");
    }
    check("uuid", !uuid.isBlank() && uuid.length() <= 64);
    check("temp_id", tempId.isEmpty() != (type == Type.ITEM_ADD));
    if (!(one.path("args") instanceof ObjectNode args)) {
      throw TodoistError.argument("args");
    }
    return new Command(type, uuid, args, tempId.isEmpty() ? null : tempId);
  }

  private static void check(String argument, boolean good) {
    if (!good) {
      throw TodoistError.argument(argument);
    }
  }

  boolean isEmpty() {
    return commands.isEmpty();
  }

  boolean areAllowed(TodoistTokens.Access access) {
    return commands.stream().allMatch(command -> access.allows(command.type().scope));
  }

  /** By uuid: {@code "ok"} or an error. */
  ObjectNode status() {
    return status;
  }

  /** The ids of new tasks, by the client's names for them. */
  ObjectNode tempIds() {
    return tempIds;
  }

  void execute(AccountTasks account) {
    for (Command command : commands) {
      try {
        ExecutedCommand executed =
            account.executed(command.uuid()).orElseGet(() -> execute(command, account));
        if (executed.tempId() != null) {
          tempIds.put(executed.tempId(), executed.taskId());
        }
        status.put(command.uuid(), "ok");
      } catch (TodoistError e) {
        status.set(command.uuid(), e.json());
      }
    }
  }

  private ExecutedCommand execute(Command command, AccountTasks account) {
    TaskArguments arguments = new TaskArguments(account, withRealIds(command.args()));
    String added = null;
    switch (command.type()) {
      case ITEM_ADD -> added = account.put(arguments.add()).id;
      case ITEM_UPDATE -> account.put(arguments.update());
      case ITEM_CLOSE -> account.close(arguments.only());
      case ITEM_COMPLETE -> account.complete(arguments.only("date_completed"));
      case ITEM_UNCOMPLETE -> account.reopen(arguments.only());
      case ITEM_DELETE -> account.delete(arguments.only());
    }
    return account.remember(command.uuid(), command.tempId(), added);
  }

  /** A command may use the client's name of a task that an earlier one made. */
  private ObjectNode withRealIds(ObjectNode args) {
    ObjectNode resolved = args.deepCopy();
    for (String name : List.of("id", "parent_id")) {
      JsonNode id = tempIds.path(resolved.path(name).asString(""));
      if (id.isString()) {
        resolved.set(name, id);
      }
    }
    return resolved;
  }
}
