package oo.standins.todoist;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import oo.standins.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rows as API v1 sends them. */
final class Wire {

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Wire() {}

  static ObjectNode task(Task task) {
    ObjectNode json = Json.object();
    json.put("id", task.id());
    json.put("user_id", task.userId());
    json.put("project_id", task.projectId());
    json.put("section_id", task.sectionId());
    json.put("parent_id", task.parentId());
    json.put("added_by_uid", task.userId());
    json.put("assigned_by_uid", task.responsibleUid() == null ? null : task.userId());
    json.put("responsible_uid", task.responsibleUid());
    ArrayNode labels = Json.array();
    task.labels().forEach(labels::add);
    json.set("labels", labels);
    json.set("deadline", deadline(task.deadline()));
    json.set("duration", duration(task.duration()));
    json.put("checked", task.checked());
    json.put("is_deleted", task.isDeleted());
    json.put("added_at", instant(task.addedAt()));
    json.put("completed_at", instant(task.completedAt()));
    json.put("updated_at", instant(task.updatedAt()));
    json.set("due", due(task.due()));
    json.put("priority", task.priority());
    json.put("child_order", task.childOrder());
    json.put("content", task.content());
    json.put("description", task.description());
    json.put("note_count", 0);
    json.put("day_order", -1);
    json.put("is_collapsed", false);
    return json;
  }

  private static @Nullable ObjectNode due(@Nullable Due due) {
    if (due == null) {
      return null;
    }
    ObjectNode json = Json.object();
    json.put("date", due.date());
    json.put("timezone", due.timezone());
    json.put("string", due.string());
    json.put("lang", due.lang());
    json.put("is_recurring", due.isRecurring());
    return json;
  }

  private static @Nullable ObjectNode deadline(Task.@Nullable Deadline deadline) {
    return deadline == null
        ? null
        : Json.object().put("date", deadline.date()).put("lang", deadline.lang());
  }

  private static @Nullable ObjectNode duration(Task.@Nullable Duration duration) {
    return duration == null
        ? null
        : Json.object().put("amount", duration.amount()).put("unit", duration.unit());
  }

  static ObjectNode project(Project project) {
    ObjectNode json = Json.object();
    json.put("id", project.id());
    json.put("name", project.name());
    json.put("color", "charcoal");
    json.put("parent_id", (String) null);
    json.put("child_order", project.childOrder());
    json.put("inbox_project", project.inboxProject());
    json.put("is_shared", project.isShared());
    json.put("is_favorite", false);
    json.put("is_archived", false);
    json.put("is_deleted", false);
    json.put("view_style", "list");
    json.put("updated_at", instant(project.updatedAt()));
    return json;
  }

  static ObjectNode section(Section section) {
    ObjectNode json = Json.object();
    json.put("id", section.id());
    json.put("user_id", section.userId());
    json.put("project_id", section.projectId());
    json.put("name", section.name());
    json.put("section_order", section.sectionOrder());
    json.put("is_archived", false);
    json.put("is_deleted", false);
    json.put("updated_at", instant(section.updatedAt()));
    return json;
  }

  static ObjectNode label(Label label) {
    ObjectNode json = Json.object();
    json.put("id", label.id());
    json.put("name", label.name());
    json.put("color", "charcoal");
    json.put("item_order", label.itemOrder());
    json.put("is_favorite", false);
    json.put("is_deleted", false);
    return json;
  }

  static ObjectNode user(Account account) {
    ObjectNode json = Json.object();
    json.put("id", account.id());
    json.put("email", account.email());
    json.put("full_name", account.name());
    json.put("inbox_project_id", account.inboxProjectId());
    json.put("lang", "en");
    json.put("is_premium", true);
    json.put("premium_status", "current_personal_plan");
    json.put("token", account.personalToken());
    json.put("websocket_url", "wss://ws.todoist.com/ws?token=" + account.personalToken());
    json.set("tz_info", Json.object().put("timezone", account.zone()));
    json.put("is_deleted", false);
    return json;
  }

  static @Nullable String instant(@Nullable Instant at) {
    return at == null ? null : INSTANT.format(at);
  }
}
