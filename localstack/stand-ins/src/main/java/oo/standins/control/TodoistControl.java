package oo.standins.control;

import java.util.List;
import java.util.Map;
import oo.standins.http.StandInJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Todoist, driven by a test. Needs no token and counts against no limit. */
public final class TodoistControl extends ProviderControl {
  /**
   * An account.
   *
   * @param open how many tasks are open
   * @param grants how many consents open it
   */
  public record User(String id, String email, String name, int open, int grants) {}

  /**
   * A task.
   *
   * @param dueDate as Todoist sends it; null without a due date
   * @param json all that Todoist sends of it
   */
  public record TaskView(
      String id,
      String content,
      @Nullable String dueDate,
      boolean checked,
      boolean deleted,
      String updatedAt,
      JsonNode json) {
    private static TaskView of(JsonNode json) {
      JsonNode due = json.path("due");
      return new TaskView(
          json.path("id").asString(),
          json.path("content").asString(""),
          due.isObject() ? due.path("date").asString() : null,
          json.path("checked").asBoolean(false),
          json.path("is_deleted").asBoolean(false),
          json.path("updated_at").asString(""),
          json);
    }
  }

  public TodoistControl(String base) {
    super(base);
  }

  public List<User> accounts() {
    return get("/accounts").path("accounts").values().stream()
        .map(json -> StandInJson.read(json, User.class))
        .toList();
  }

  public User emptyAccount(String email) {
    return addAccount(Map.of("email", email));
  }

  /** With several hundred tasks like a real person's. */
  public User personsAccount(String email) {
    return addAccount(Map.of("email", email, "tasks", "person"));
  }

  public User accountWithTasks(String email, int tasks) {
    return addAccount(Map.of("email", email, "tasks", tasks));
  }

  private User addAccount(Map<String, ?> fields) {
    return StandInJson.read(post("/accounts", fields), User.class);
  }

  /** Ends every token of an account, as if the person had withdrawn the consent. */
  public void revokeTokens(String userId) {
    post("/accounts/" + userId + "/revoke-tokens", Map.of());
  }

  /** Answers the account's sync tokens so far with a full read. */
  public void forgetSyncTokens(String userId) {
    post("/accounts/" + userId + "/forget-sync-tokens", Map.of());
  }

  /** How many syncs within 15 min; forgets those so far. */
  public void limits(int partial, int full) {
    post("/limits", Map.of("partial", partial, "full", full));
  }

  /** At most 1,000, by due date. */
  public List<TaskView> openTasks(String userId) {
    return tasks(userId, "open");
  }

  public List<TaskView> completedTasks(String userId) {
    return tasks(userId, "completed");
  }

  private List<TaskView> tasks(String userId, String state) {
    return get("/accounts/" + userId + "/tasks?state=" + state).path("tasks").values().stream()
        .map(TaskView::of)
        .toList();
  }

  /** A task without a due date. */
  public TaskView add(String userId, String content) {
    return add(userId, Map.of("content", content));
  }

  /**
   * @param due such as {@code today}, {@code 2026-03-01} or {@code every day 7:30}
   */
  public TaskView add(String userId, String content, String due) {
    return add(userId, Map.of("content", content, "due", Map.of("string", due)));
  }

  /**
   * @param fields as {@code item_add} takes them
   */
  public TaskView add(String userId, Map<String, ?> fields) {
    return TaskView.of(post("/accounts/" + userId + "/tasks", fields));
  }

  public TaskView task(String id) {
    return TaskView.of(get("/tasks/" + id));
  }

  /**
   * @param fields as {@code item_update} takes them
   */
  public TaskView update(String id, Map<String, ? extends @Nullable Object> fields) {
    return TaskView.of(send("PATCH", "/tasks/" + id, fields));
  }

  public TaskView rename(String id, String content) {
    return update(id, Map.of("content", content));
  }

  /** As a tick in Todoist's app does: a recurring task moves to its next date. */
  public TaskView close(String id) {
    return TaskView.of(post("/tasks/" + id + "/close", Map.of()));
  }

  public TaskView reopen(String id) {
    return TaskView.of(post("/tasks/" + id + "/reopen", Map.of()));
  }

  public void delete(String id) {
    send("DELETE", "/tasks/" + id, null);
  }
}
