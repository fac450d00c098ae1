package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Json;
import oo.standins.http.Params;
import oo.standins.oauth.Secrets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /api/v1/sync}: commands first, then what changed since a sync token, or all that is
 * open.
 */
final class Sync {

  private static final Set<String> PARAMETERS = Set.of("sync_token", "resource_types", "commands");
  private static final Set<String> SERVED =
      Set.of("items", "projects", "sections", "labels", "user");
  private static final Set<String> EMPTY =
      Set.of(
          "notes",
          "project_notes",
          "filters",
          "reminders",
          "reminders_location",
          "locations",
          "live_notifications",
          "collaborators",
          "user_settings",
          "notification_settings",
          "user_plan_limits",
          "completed_info",
          "stats",
          "workspaces",
          "workspace_users",
          "folders");

  private record Since(long epoch, long version) {}

  private final Books books;
  private final SyncLimits limits;

  Sync(Books books, SyncLimits limits) {
    this.books = books;
    this.limits = limits;
  }

  Answer serve(Call call, Tokens.Access access) {
    if (!call.isForm()) {
      throw new TodoistError(
              400, 38, "INVALID_CONTENT_TYPE", "The body must be application/x-www-form-urlencoded")
          .refused();
    }
    Params form = call.form();
    for (String name : form.names()) {
      if (!PARAMETERS.contains(name)) {
        throw TodoistError.argument(name).refused();
      }
    }
    form.repeated()
        .ifPresent(
            name -> {
              throw TodoistError.argument(name).refused();
            });
    List<Commands.Command> commands = form.get("commands").map(Commands::read).orElse(List.of());
    Set<String> types = form.get("resource_types").map(Sync::types).orElse(Set.of());
    if (commands.isEmpty() && types.isEmpty()) {
      throw TodoistError.missing(form.has("commands") ? "commands" : "resource_types").refused();
    }
    if (!Commands.allowed(commands, access) || (!types.isEmpty() && !access.allows("data:read"))) {
      throw TodoistError.SCOPE.refused();
    }
    Optional<String> token = form.get("sync_token");
    if (!types.isEmpty() && token.isEmpty()) {
      throw TodoistError.missing("sync_token").refused();
    }
    Optional<Since> since = token.filter(t -> !t.equals("*")).map(t -> read(t, access.userId()));
    boolean read = !types.isEmpty();
    ObjectNode answer =
        books
            .with(
                access.userId(),
                book -> {
                  boolean full =
                      read
                          && (since.isEmpty() || since.get().epoch() != book.account().syncEpoch());
                  limits.count(access.userId(), full);
                  return answer(book, commands, types, since, full);
                })
            .orElseThrow(TodoistError.TOKEN_MISSING::refused);
    return Answer.json(200, answer);
  }

  private ObjectNode answer(
      Book book,
      List<Commands.Command> commands,
      Set<String> types,
      Optional<Since> since,
      boolean full) {
    Commands.Results results = Commands.execute(commands, book);
    ObjectNode answer = Json.object();
    answer.put("full_sync", full);
    if (!commands.isEmpty()) {
      answer.set("sync_status", results.status());
    }
    answer.set("temp_id_mapping", results.tempIds());
    if (full) {
      readAll(book, types, answer);
    } else if (!types.isEmpty()) {
      readChanges(book, types, since.map(Since::version).orElse(0L), answer);
    }
    answer.put("sync_token", token(book));
    return answer;
  }

  private static void readAll(Book book, Set<String> types, ObjectNode answer) {
    ArrayNode items = Json.array();
    if (types.contains("items")) {
      book.tasks().stream().filter(Task::open).map(Wire::task).forEach(items::add);
    }
    ArrayNode projects = Json.array();
    book.projects().stream().map(Wire::project).forEach(projects::add);
    ArrayNode sections = Json.array();
    book.sections().stream().map(Wire::section).forEach(sections::add);
    ArrayNode labels = Json.array();
    book.labels().stream().map(Wire::label).forEach(labels::add);
    fill(book, types, answer, items, projects, sections, labels);
    if (types.contains("user")) {
      answer.set("user", Wire.user(book.account()));
    }
  }

  private static void readChanges(Book book, Set<String> types, long since, ObjectNode answer) {
    ArrayNode items = Json.array();
    ArrayNode projects = Json.array();
    ArrayNode sections = Json.array();
    ArrayNode labels = Json.array();
    for (Row row : book.changedAfter(since)) {
      switch (row) {
        case Task task -> items.add(Wire.task(task));
        case Project project -> projects.add(Wire.project(project));
        case Section section -> sections.add(Wire.section(section));
        case Label label -> labels.add(Wire.label(label));
      }
    }
    fill(book, types, answer, items, projects, sections, labels);
  }

  private static void fill(
      Book book,
      Set<String> types,
      ObjectNode answer,
      ArrayNode items,
      ArrayNode projects,
      ArrayNode sections,
      ArrayNode labels) {
    for (String type : types) {
      switch (type) {
        case "items" -> answer.set(type, items);
        case "projects" -> answer.set(type, projects);
        case "sections" -> answer.set(type, sections);
        case "labels" -> answer.set(type, labels);
        case "user" -> {
          // An object, and only in a full read.
        }
        case "collaborators" -> answer.set(type, collaborators(book));
        default -> answer.set(type, Json.array());
      }
    }
  }

  private static ArrayNode collaborators(Book book) {
    ArrayNode all = Json.array();
    if (book.projects().stream().anyMatch(Project::isShared)) {
      all.add(
          Json.object()
              .put("id", PersonsTasks.COLLEAGUE)
              .put("full_name", "Kim Larsson")
              .put("email", "kim@example.com"));
    }
    return all;
  }

  private static Set<String> types(String json) {
    JsonNode array;
    try {
      array = Json.parse(json);
    } catch (JacksonException e) {
      throw TodoistError.argument("resource_types").refused();
    }
    if (!array.isArray() || array.isEmpty()) {
      throw TodoistError.argument("resource_types").refused();
    }
    Set<String> types = new HashSet<>();
    Set<String> without = new HashSet<>();
    for (JsonNode one : array.values()) {
      String type = one.asString("");
      boolean minus = type.startsWith("-");
      String name = minus ? type.substring(1) : type;
      if (name.equals("all") && !minus) {
        types.addAll(SERVED);
        types.addAll(EMPTY);
      } else if (SERVED.contains(name) || EMPTY.contains(name)) {
        (minus ? without : types).add(name);
      } else {
        throw TodoistError.argument("resource_types").refused();
      }
    }
    types.removeAll(without);
    return types;
  }

  private String token(Book book) {
    String plain = book.account().id() + ":" + book.account().syncEpoch() + ":" + book.version();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((plain + ":" + seal(plain)).getBytes(UTF_8));
  }

  private Since read(String token, String userId) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split(":", -1);
      if (parts.length == 4
          && parts[0].equals(userId)
          && Secrets.same(parts[3], seal(parts[0] + ":" + parts[1] + ":" + parts[2]))) {
        return new Since(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      // No token of ours; refused below.
    }
    throw TodoistError.argument("sync_token").refused();
  }

  private String seal(String plain) {
    return Secrets.challenge(books.syncSecret() + plain).substring(0, 16);
  }
}
