package oo.standins.todoist;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import oo.standins.http.StandInJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a sync command, read strictly: all are good, or a {@link TodoistError}. */
final class TaskArguments {

  private static final Set<String> CHANGEABLE =
      Set.of(
          "content",
          "description",
          "priority",
          "labels",
          "due",
          "deadline",
          "duration",
          "responsible_uid",
          "child_order");
  private static final Set<String> DUE =
      Set.of("date", "string", "lang", "timezone", "is_recurring");

  private final AccountTasks account;
  private final ObjectNode sent;

  TaskArguments(AccountTasks account, ObjectNode sent) {
    this.account = account;
    this.sent = sent;
  }

  /** The task of {@code id}; any other argument is refused, except the allowed ones. */
  TodoistTask only(String... allowed) {
    Set<String> names = new HashSet<>(Set.of(allowed));
    names.add("id");
    onlyKnown(sent, names, "");
    return task();
  }

  private TodoistTask task() {
    return account.task(text("id")).orElseThrow(TodoistError::itemNotFound);
  }

  /** A new task, in its project or below its parent. */
  TodoistTask add() {
    TodoistTask task =
        new TodoistTask(
            TodoistIds.random(),
            account.account().id(),
            account.account().inboxProjectId(),
            text("content"));
    if (isGiven("project_id")) {
      task.projectId =
          account
              .project(text("project_id"))
              .orElseThrow(() -> TodoistError.argument("project_id"))
              .id();
    }
    if (isGiven("parent_id")) {
      TodoistTask parent =
          account.task(text("parent_id")).orElseThrow(() -> TodoistError.argument("parent_id"));
      task.parentId = parent.id;
      task.projectId = parent.projectId;
      task.sectionId = parent.sectionId;
    }
    return changed(task, Set.of("project_id", "parent_id"));
  }

  /** A copy of the task of {@code id} with the other arguments. */
  TodoistTask update() {
    return changed(task().copy(), Set.of("id"));
  }

  private TodoistTask changed(TodoistTask task, Set<String> readBefore) {
    ObjectNode fields = sent.deepCopy();
    fields.remove(readBefore);
    onlyKnown(fields, CHANGEABLE, "");
    if (isGiven("due")) {
      TodoistDue due = due(task.due);
      fields.set("due", due == null ? null : StandInJson.tree(due));
    }
    try {
      StandInJson.update(task, fields);
    } catch (JacksonException e) {
      throw TodoistError.argument(
          e.getPath().isEmpty() ? "args" : e.getPath().getFirst().getPropertyName());
    }
    check("content", task.content != null && !task.content.isBlank());
    task.content = task.content.strip();
    check("content", task.content.length() <= 500);
    check("description", task.description != null && task.description.length() <= 16_383);
    check("priority", task.priority >= 1 && task.priority <= 4);
    check(
        "labels",
        task.labels != null
            && task.labels.stream().allMatch(label -> label != null && !label.isBlank()));
    return task;
  }

  private @Nullable TodoistDue due(@Nullable TodoistDue before) {
    if (!(sent.path("due") instanceof ObjectNode due)) {
      throw TodoistError.argument("due");
    }
    onlyKnown(due, DUE, "due.");
    String string = due.path("string").asString("").strip();
    if (due.path("date").isString()) {
      return dated(due, due.path("date").stringValue(), string, before);
    }
    if (string.isEmpty() || string.equals("no date")) {
      return null;
    }
    return DueString.parse(string)
        .orElseThrow(() -> TodoistError.argument("due.string"))
        .due(account.today());
  }

  /** A recurring task stays so only if the request says it, with the words or with the flag. */
  private static TodoistDue dated(
      ObjectNode due, String date, String string, @Nullable TodoistDue before) {
    boolean recurring =
        due.path("is_recurring").asBoolean(false)
            || DueString.parse(string).filter(DueString::isRecurring).isPresent();
    String words =
        !string.isEmpty() ? string : recurring && before != null ? before.string() : date;
    check(
        "due.string",
        !recurring || DueString.parse(words).filter(DueString::isRecurring).isPresent());
    try {
      if (!date.contains("T")) {
        return TodoistDue.on(LocalDate.parse(date), words, recurring);
      }
      if (!date.endsWith("Z")) {
        return TodoistDue.at(LocalDateTime.parse(date), null, words, recurring);
      }
      ZoneId zone = ZoneId.of(due.path("timezone").asString("Z"));
      return TodoistDue.at(
          LocalDateTime.ofInstant(Instant.parse(date), zone), zone, words, recurring);
    } catch (DateTimeException e) {
      throw TodoistError.argument("due.date");
    }
  }

  private boolean isGiven(String name) {
    return sent.has(name) && !sent.path(name).isNull();
  }

  private String text(String name) {
    JsonNode value = sent.path(name);
    if (!isGiven(name)) {
      throw TodoistError.missing(name);
    }
    check(name, value.isString());
    return value.stringValue();
  }

  private static void onlyKnown(ObjectNode sent, Set<String> known, String prefix) {
    sent.propertyNames().forEach(name -> check(prefix + name, known.contains(name)));
  }

  private static void check(String argument, boolean good) {
    if (!good) {
      throw TodoistError.argument(argument);
    }
  }
}
