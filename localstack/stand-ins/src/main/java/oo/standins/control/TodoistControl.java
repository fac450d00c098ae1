package oo.standins.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Todoist, driven by a test. What it does needs no token and counts against no limit. */
public final class TodoistControl extends ProviderControl {

  /**
   * An account.
   *
   * @param grants how many consents still open it
   */
  public record User(String id, String email, String name, int open, int completed, int grants) {}

  /**
   * A task, as far as tests look at it; {@code json} has the rest, in Todoist's words.
   *
   * @param dueDate exactly as Todoist sends it, null without a due date
   */
  public record TaskView(
      String id,
      String content,
      @Nullable String dueDate,
      boolean recurring,
      boolean checked,
      boolean deleted,
      String updatedAt,
      JsonNode json) {}

  public TodoistControl(String base) {
    super(base);
  }

  // Accounts.

  public List<User> accounts() {
    return calls().get("/control/accounts").path("accounts").values().stream()
        .map(TodoistControl::user)
        .toList();
  }

  public User emptyAccount(String email) {
    return user(calls().post("/control/accounts", Map.of("email", email)));
  }

  /** With the several hundred tasks of the account that looks like a real person's. */
  public User personsAccount(String email) {
    return user(calls().post("/control/accounts", Map.of("email", email, "tasks", "person")));
  }

  public User accountWithTasks(String email, int tasks) {
    return user(calls().post("/control/accounts", Map.of("email", email, "tasks", tasks)));
  }

  public void removeAccount(String userId) {
    calls().delete("/control/accounts/" + userId);
  }

  /** Ends every token of an account, as if the person had taken the permission back. */
  public void revokeTokens(String userId) {
    calls().post("/control/accounts/" + userId + "/revoke-tokens", null);
  }

  /** Sync tokens given out so far are answered with a full read. */
  public void forgetSyncTokens(String userId) {
    calls().post("/control/accounts/" + userId + "/forget-sync-tokens", null);
  }

  /** How many syncs within 15 min; what was counted is forgotten. */
  public void limits(int partial, int full) {
    calls().post("/control/limits", Map.of("partial", partial, "full", full));
  }

  // Tasks.

  /** The first 1,000 open ones, what is due first first. */
  public List<TaskView> openTasks(String userId) {
    return tasks(userId, "open");
  }

  public List<TaskView> completedTasks(String userId) {
    return tasks(userId, "completed");
  }

  private List<TaskView> tasks(String userId, String state) {
    return calls()
        .get("/control/accounts/" + userId + "/tasks?limit=1000&state=" + state)
        .path("tasks")
        .values()
        .stream()
        .map(TodoistControl::view)
        .toList();
  }

  /** A task of this content, without a due date. */
  public TaskView add(String userId, String content) {
    return add(userId, Map.of("content", content));
  }

  /** A task due as the words say: {@code today}, {@code 2026-03-01}, {@code every day}. */
  public TaskView add(String userId, String content, String due) {
    return add(userId, Map.of("content", content, "due", Map.of("string", due)));
  }

  /** A task of Todoist's fields, as {@code item_add} takes them. */
  public TaskView add(String userId, Map<String, ?> fields) {
    return view(calls().post("/control/accounts/" + userId + "/tasks", fields));
  }

  public TaskView task(String id) {
    return view(calls().get("/control/tasks/" + id));
  }

  /** Changes a task by Todoist's fields, as {@code item_update} takes them. */
  public TaskView update(String id, Map<String, ?> fields) {
    return view(calls().patch("/control/tasks/" + id, fields));
  }

  public TaskView rename(String id, String content) {
    return update(id, Map.of("content", content));
  }

  /** A new due date in words; null takes it away. */
  public TaskView due(String id, @Nullable String words) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("due", words == null ? null : Map.of("string", words));
    return view(calls().patch("/control/tasks/" + id, fields));
  }

  /** As if the person ticked it in Todoist's app: a recurring one moves on. */
  public TaskView close(String id) {
    return view(calls().post("/control/tasks/" + id + "/close", null));
  }

  public TaskView reopen(String id) {
    return view(calls().post("/control/tasks/" + id + "/reopen", null));
  }

  public void delete(String id) {
    calls().delete("/control/tasks/" + id);
  }

  /** Open tasks whose content has these words. */
  public List<TaskView> find(String userId, String words) {
    return calls()
        .get(
            "/control/accounts/"
                + userId
                + "/tasks?limit=1000&query="
                + URLEncoder.encode(words, UTF_8))
        .path("tasks")
        .values()
        .stream()
        .map(TodoistControl::view)
        .toList();
  }

  private static User user(JsonNode json) {
    return new User(
        json.path("id").asString(),
        json.path("email").asString(),
        json.path("name").asString(),
        json.path("open").asInt(),
        json.path("completed").asInt(),
        json.path("grants").asInt());
  }

  private static TaskView view(JsonNode json) {
    JsonNode due = json.path("due");
    return new TaskView(
        json.path("id").asString(),
        json.path("content").asString(""),
        due.isObject() ? due.path("date").asString() : null,
        due.path("is_recurring").asBoolean(false),
        json.path("checked").asBoolean(false),
        json.path("is_deleted").asBoolean(false),
        json.path("updated_at").asString(""),
        json);
  }
}
