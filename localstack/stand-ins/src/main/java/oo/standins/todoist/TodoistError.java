package oo.standins.todoist;

import oo.standins.http.Answer;
import oo.standins.http.Json;
import oo.standins.http.Refused;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error in the shape of API v1.
 *
 * @param status HTTP's, also where it is inside of a {@code sync_status}
 * @param code Todoist's own number; 477 is an access token that expired
 */
record TodoistError(int status, int code, String tag, String message) {

  static final TodoistError TASK_NOT_FOUND =
      new TodoistError(404, 478, "NOT_FOUND", "Task not found");
  static final TodoistError ITEM_NOT_FOUND =
      new TodoistError(404, 22, "ITEM_NOT_FOUND", "Item not found");
  static final TodoistError NOT_COMPLETABLE =
      new TodoistError(400, 471, "ITEM_NOT_COMPLETABLE", "This item cannot be completed");
  static final TodoistError TOKEN_MISSING =
      new TodoistError(401, 401, "AUTH_INVALID_TOKEN", "Invalid token");
  static final TodoistError TOKEN_EXPIRED =
      new TodoistError(401, 477, "AUTH_TOKEN_EXPIRED", "Access token expired");
  static final TodoistError SCOPE =
      new TodoistError(403, 403, "AUTH_INSUFFICIENT_SCOPE", "Insufficient token scope");

  static TodoistError argument(String name) {
    return new TodoistError(400, 20, "INVALID_ARGUMENT_VALUE", "Invalid argument value: " + name);
  }

  static TodoistError missing(String name) {
    return new TodoistError(
        400, 19, "REQUIRED_ARGUMENT_MISSING", "Required argument is missing: " + name);
  }

  Refused refused() {
    return new Refused(answer());
  }

  Answer answer() {
    return Answer.json(status, json());
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("error", message);
    json.put("error_code", code);
    json.set("error_extra", Json.object());
    json.put("error_tag", tag);
    json.put("http_code", status);
    return json;
  }

  /** 429 with the seconds after which to come back, in the header and in the body. */
  static Refused tooMany(long seconds) {
    ObjectNode json =
        new TodoistError(429, 35, "LIMITS_REACHED", "Too many requests. Limits reached.").json();
    json.withObjectProperty("error_extra").put("retry_after", seconds);
    return new Refused(Answer.json(429, json).with("Retry-After", Long.toString(seconds)));
  }
}
