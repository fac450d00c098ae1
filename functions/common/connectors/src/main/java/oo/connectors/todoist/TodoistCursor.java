package oo.connectors.todoist;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import oo.contract.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The start of the next read, and what an incremental read does not repeat: the account's user and
 * the names of its projects. A connector has no store, so the cursor carries them. Todoist allows
 * 500 projects, which is about 20 KB.
 *
 * @param user Todoist's id of the account's user
 * @param projects names by id, active ones only
 */
record TodoistCursor(String token, @Nullable String user, Map<String, String> projects) {
  TodoistCursor {
    projects = Map.copyOf(projects);
  }

  /** Empty for null, and for another version's cursor: the next read is then a full read. */
  static Optional<TodoistCursor> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      TodoistCursor cursor = Json.mapper().readValue(text, TodoistCursor.class);
      return cursor == null || cursor.token == null ? Optional.empty() : Optional.of(cursor);
    } catch (JacksonException | NullPointerException e) {
      return Optional.empty();
    }
  }

  String text() {
    return Json.mapper()
        .writeValueAsString(new TodoistCursor(token, user, new TreeMap<>(projects)));
  }

  /** The cursor after a response that answers a read. */
  static TodoistCursor after(@Nullable TodoistCursor before, SyncAnswer answer) {
    var names = new TreeMap<String, String>();
    if (before != null && !(answer.full() && answer.listsProjects())) {
      names.putAll(before.projects);
    }
    for (Project project : answer.projects()) {
      if (project.active() && project.name() != null) {
        names.put(project.id(), project.name());
      } else {
        names.remove(project.id());
      }
    }
    Account account = answer.user();
    String user = account != null ? account.id() : before == null ? null : before.user;
    return new TodoistCursor(answer.token(), user, names);
  }

  /**
   * Whether a known project was renamed, archived or deleted. Todoist does not send its tasks
   * again, although what oO stored of them is then wrong.
   */
  boolean outdatedBy(List<Project> changed) {
    return changed.stream()
        .anyMatch(project -> {
          String known = projects.get(project.id());
          return known != null
              && (!project.active() || (project.name() != null && !known.equals(project.name())));
        });
  }
}
