package oo.standins.todoist;

import com.fasterxml.jackson.annotation.JsonValue;
import oo.standins.http.StandInJson;
import tools.jackson.databind.node.ObjectNode;

/** Tasks, projects and users as API v1 sends them. */
final class ApiJson {
  private ApiJson() {}

  static ObjectNode task(TodoistTask task) {
    ObjectNode json = StandInJson.tree(task);
    json.remove("version");
    json.put("added_by_uid", task.userId);
    json.put("assigned_by_uid", task.responsibleUid == null ? null : task.userId);
    json.put("note_count", 0);
    json.put("day_order", -1);
    json.put("is_collapsed", false);
    return json;
  }

  /** A task in an answer that is streamed: its JSON is made when it is written. */
  record Streamed(TodoistTask task) {
    @JsonValue
    ObjectNode json() {
      return ApiJson.task(task);
    }
  }

  static ObjectNode project(TodoistProject project) {
    ObjectNode json = StandInJson.tree(project);
    json.remove("version");
    json.remove("user_id");
    json.put("color", "charcoal");
    json.putNull("parent_id");
    json.put("is_favorite", false);
    json.put("is_archived", false);
    json.put("is_deleted", false);
    json.put("view_style", "list");
    return json;
  }

  static ObjectNode user(TodoistAccount account) {
    ObjectNode json = StandInJson.object();
    json.put("id", account.id());
    json.put("email", account.email());
    json.put("full_name", account.name());
    json.put("inbox_project_id", account.inboxProjectId());
    json.put("lang", "en");
    json.put("is_premium", true);
    json.put("premium_status", "current_personal_plan");
    json.put("token", account.personalToken());
    json.put("websocket_url", "wss://ws.todoist.com/ws?token=" + account.personalToken());
    json.putObject("tz_info").put("timezone", account.zone());
    json.put("is_deleted", false);
    return json;
  }
}
