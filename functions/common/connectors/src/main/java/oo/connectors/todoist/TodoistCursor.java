package oo.connectors.todoist;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import oo.contract.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Where the next read goes on, and what an incremental read does not say again: who the account's
 * user is, and what its projects are called. A connector has no store, so it travels along here;
 * Todoist allows 500 projects, which is some 20 KB at most.
 *
 * @param user Todoist's id of the account's user
 * @param projects names by id, active ones only
 */
record TodoistCursor(String token, @Nullable String user, Map<String, String> projects) {
  private static final int LONGEST_NAME = 120;

  TodoistCursor {
    projects = Map.copyOf(projects);
  }

  /** Empty for null, and for what an earlier version wrote: then everything is read again. */
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

  /** The cursor after an answer. */
  static TodoistCursor after(@Nullable TodoistCursor before, SyncResponse answer, String token) {
    var names = new TreeMap<String, String>();
    if (before != null && !answer.fullSync()) {
      names.putAll(before.projects);
    }
    for (Project project : answer.allProjects()) {
      if (project.active() && project.name() != null) {
        names.put(project.id(), cut(project.name()));
      } else {
        names.remove(project.id());
      }
    }
    Account account = answer.user();
    String user =
        account != null && account.id() != null
            ? account.id()
            : before == null ? null : before.user;
    return new TodoistCursor(token, user, names);
  }

  /**
   * Whether a project that tasks may be in was renamed, archived or deleted: Todoist does not send
   * its tasks again then, though what is known of them is wrong.
   */
  boolean outdatedBy(SyncResponse answer) {
    return answer.allProjects().stream()
        .anyMatch(
            project -> {
              String known = projects.get(project.id());
              return known != null
                  && (!project.active()
                      || (project.name() != null && !known.equals(cut(project.name()))));
            });
  }

  private static String cut(String sent) {
    String name = TodoistTasks.storable(sent);
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    int end =
        Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1)) ? LONGEST_NAME - 1 : LONGEST_NAME;
    return name.substring(0, end);
  }
}
