package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import oo.standins.http.Parameters;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /api/v1/sync}: executes commands, then reads all open tasks or what changed. */
record SyncEndpoint(TodoistState state, SyncLimits limits) {
  private static final Set<String> PARAMETERS = Set.of("sync_token", "resource_types", "commands");
  private static final Set<String> TYPES = Set.of("items", "projects", "user");

  /** In a transaction. */
  StandInResponse serve(StandInRequest request, TodoistTokens.Access access) {
    if (!request.isForm()) {
      throw new TodoistError(
          400, 38, "INVALID_CONTENT_TYPE", "The body must be application/x-www-form-urlencoded");
    }
    Parameters form = request.form();
    form.repeated()
        .or(() -> form.names().stream().filter(name -> !PARAMETERS.contains(name)).findFirst())
        .ifPresent(name -> {
          throw TodoistError.argument(name);
        });
    SyncCommands commands = new SyncCommands(json(form, "commands"));
    Set<String> types = types(json(form, "resource_types"), form.has("resource_types"));
    if (commands.isEmpty() && types.isEmpty()) {
      throw TodoistError.missing(form.has("commands") ? "commands" : "resource_types");
    }
    if (!commands.areAllowed(access) || (!types.isEmpty() && !access.allows("data:read"))) {
      throw TodoistError.scope();
    }
    if (!types.isEmpty() && form.get("sync_token").isEmpty()) {
      throw TodoistError.missing("sync_token");
    }
    AccountTasks account = state.account(access.userId()).orElseThrow(TodoistError::invalidToken);
    Optional<Long> since = form.get("sync_token").flatMap(token -> since(token, account.account()));
    boolean full = !types.isEmpty() && since.isEmpty();
    limits.count(access.userId(), full);

    ObjectNode status = commands.execute(account);
    ObjectNode answer = StandInJson.object();
    answer.put("full_sync", full);
    if (!commands.isEmpty()) {
      answer.set("sync_status", status);
    }
    answer.putObject("temp_id_mapping");
    long version = since.orElse(0L);
    if (types.contains("items")) {
      Predicate<TodoistTask> wanted = full ? TodoistTask::isOpen : task -> task.version > version;
      ArrayNode items = answer.putArray("items");
      account
          .tasks()
          .filter(wanted)
          .sorted(comparing(task -> task.version))
          .forEach(task -> items.addPOJO(new ApiJson.Streamed(task)));
    }
    if (types.contains("projects")) {
      ArrayNode projects = answer.putArray("projects");
      account
          .projects()
          .filter(project -> full || project.version() > version)
          .map(ApiJson::project)
          .forEach(projects::add);
    }
    if (types.contains("user") && full) {
      answer.set("user", ApiJson.user(account.account()));
    }
    answer.put("sync_token", token(account.account()));
    return StandInResponse.streamed(200, answer);
  }

  /** An empty array for a parameter that was not sent. */
  private static JsonNode json(Parameters form, String name) {
    try {
      return StandInJson.parse(form.get(name).orElse("[]"));
    } catch (JacksonException e) {
      throw TodoistError.argument(name);
    }
  }

  private static Set<String> types(JsonNode array, boolean sent) {
    Set<String> types = new HashSet<>();
    array.values().forEach(type -> types.add(type.asString("")));
    if (!array.isArray() || (sent && types.isEmpty()) || !TYPES.containsAll(types)) {
      throw TodoistError.argument("resource_types");
    }
    return types;
  }

  /**
   * The version of a sync token; empty when a full read is due. Throws a 400 for no token of this
   * account.
   */
  private static Optional<Long> since(String token, TodoistAccount account) {
    if (token.equals("*")) {
      return Optional.empty();
    }
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split(":", -1);
      if (parts.length >= 3 && parts[0].equals(account.id())) {
        long version = Long.parseLong(parts[2]);
        return Optional.of(version).filter(_ -> Long.parseLong(parts[1]) == account.syncEpoch());
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw TodoistError.argument("sync_token");
  }

  private String token(TodoistAccount account) {
    String plain = account.id() + ":" + account.syncEpoch() + ":" + state.version();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
  }
}
