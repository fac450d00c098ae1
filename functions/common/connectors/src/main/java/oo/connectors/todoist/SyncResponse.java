package oo.connectors.todoist;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The response of {@code POST /sync}.
 *
 * @param fullSync true for all open items without deletions; false for the changes since the token
 * @param user null unless it changed
 * @param syncStatus by command uuid: {@code "ok"}, or an error as an object
 */
record SyncResponse(
    @Nullable String syncToken,
    boolean fullSync,
    @Nullable List<Item> items,
    @Nullable List<Project> projects,
    @Nullable Account user,
    @Nullable Map<String, JsonNode> syncStatus) {

  List<Item> allItems() {
    return items == null ? List.of() : items;
  }

  List<Project> allProjects() {
    return projects == null ? List.of() : projects;
  }
}
