package oo.standins.todoist;

import static java.time.ZoneOffset.UTC;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Set;
import oo.standins.http.StandInJson;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a sync command, read strictly: all are good, or a {@link TodoistError}. */
record TaskArguments(AccountTasks account, ObjectNode sent) {
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

  /** The task of {@code id}, which must be the only argument. */
  TodoistTask onlyTask() {
    onlyKnown(sent, Set.of("id"), "");
    return task();
  }

  private TodoistTask task() {
    return account.task(text("id")).orElseThrow(TodoistError::itemNotFound);
  }

  /** A new task, in the inbox or below its parent. */
  TodoistTask add() {
    TodoistTask task =
        new TodoistTask(
            TodoistIds.random(),
            account.account().id(),
            account.account().inboxProjectId(),
            text("content"));
    if (isGiven("parent_id")) {
      TodoistTask parent =
          account.task(text("parent_id")).orElseThrow(() -> TodoistError.argument("parent_id"));
      task.parentId = parent.id;
      task.projectId = parent.projectId;
      task.sectionId = parent.sectionId;
    }
    return changed(task, Set.of("parent_id"));
  }

  /** A copy of the task of {@code id} with the other arguments. */
  TodoistTask update() {
    return changed(task().copy(), Set.of("id"));
  }

  private TodoistTask changed(TodoistTask task, Set<String> readBefore) {
    ObjectNode fields = sent.deepCopy();
    fields.remove(readBefore);
    onlyKnown(fields, CHANGEABLE, "");
    if (sent.path("due") instanceof ObjectNode due) {
      fields.set("due", StandInJson.tree(due(due)));
    }
    try {
      StandInJson.update(task, fields);
    } catch (JacksonException e) {
      throw TodoistError.argument(
          e.getPath().isEmpty() ? "args" : e.getPath().getFirst().getPropertyName());
    }
    TodoistError.check("content", task.content != null && !task.content.isBlank());
    task.content = task.content.strip();
    TodoistError.check("content", task.content.length() <= 500);
    TodoistError.check(
        "description", task.description != null && task.description.length() <= 16_383);
    TodoistError.check("priority", task.priority >= 1 && task.priority <= 4);
    TodoistError.check(
        "labels",
        task.labels != null
            && task.labels.stream().allMatch(label -> label != null && !label.isBlank()));
    return task;
  }

  /** A date or a string; null in its place takes the due date away. */
  private TodoistDue due(ObjectNode due) {
    onlyKnown(due, Set.of("date", "string"), "due.");
    String date = due.path("date").asString("");
    if (date.isEmpty()) {
      return DueString.parse(due.path("string").asString(""))
          .orElseThrow(() -> TodoistError.argument("due.string"))
          .due(account.today());
    }
    try {
      if (!date.contains("T")) {
        return TodoistDue.on(LocalDate.parse(date), date, false);
      }
      return date.endsWith("Z")
          ? TodoistDue.at(LocalDateTime.ofInstant(Instant.parse(date), UTC), UTC, date, false)
          : TodoistDue.at(LocalDateTime.parse(date), null, date, false);
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
    TodoistError.check(name, value.isString());
    return value.stringValue();
  }

  private static void onlyKnown(ObjectNode sent, Set<String> known, String prefix) {
    sent.propertyNames().forEach(name -> TodoistError.check(prefix + name, known.contains(name)));
  }
}
