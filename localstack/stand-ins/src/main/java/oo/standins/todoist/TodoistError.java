package oo.standins.todoist;

import oo.standins.http.ResponseException;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An error as API v1 sends it: a whole response, or the status of one sync command. */
final class TodoistError extends ResponseException {
  private static final long serialVersionUID = 1;

  /**
   * @param code Todoist's own number
   */
  TodoistError(int status, int code, String tag, String message) {
    this(StandInResponse.json(status, json(status, code, tag, message)));
  }

  private TodoistError(StandInResponse response) {
    super(response);
  }

  static TodoistError taskNotFound() {
    return new TodoistError(404, 478, "NOT_FOUND", "Task not found");
  }

  static TodoistError itemNotFound() {
    return new TodoistError(404, 22, "ITEM_NOT_FOUND", "Item not found");
  }

  static TodoistError notCompletable() {
    return new TodoistError(400, 471, "ITEM_NOT_COMPLETABLE", "This item cannot be completed");
  }

  static TodoistError invalidToken() {
    return new TodoistError(401, 401, "AUTH_INVALID_TOKEN", "Invalid token");
  }

  static TodoistError tokenExpired() {
    return new TodoistError(401, 477, "AUTH_TOKEN_EXPIRED", "Access token expired");
  }

  static TodoistError scope() {
    return new TodoistError(403, 403, "AUTH_INSUFFICIENT_SCOPE", "Insufficient token scope");
  }

  static TodoistError argument(String name) {
    return new TodoistError(400, 20, "INVALID_ARGUMENT_VALUE", "Invalid argument value: " + name);
  }

  /** Throws {@link #argument} unless it is good. */
  static void check(String name, boolean good) {
    if (!good) {
      throw argument(name);
    }
  }

  static TodoistError missing(String name) {
    return new TodoistError(
        400, 19, "REQUIRED_ARGUMENT_MISSING", "Required argument is missing: " + name);
  }

  /**
   * @param seconds in the header and in the body
   */
  static TodoistError tooMany(long seconds) {
    ObjectNode json = json(429, 35, "LIMITS_REACHED", "Too many requests. Limits reached.");
    json.withObjectProperty("error_extra").put("retry_after", seconds);
    return new TodoistError(
        StandInResponse.json(429, json).with("Retry-After", Long.toString(seconds)));
  }

  JsonNode json() {
    return StandInJson.parse(response().body().bytes());
  }

  private static ObjectNode json(int status, int code, String tag, String message) {
    ObjectNode json = StandInJson.object();
    json.put("error", message).put("error_code", code).put("error_tag", tag);
    json.put("http_code", status).putObject("error_extra");
    return json;
  }
}
