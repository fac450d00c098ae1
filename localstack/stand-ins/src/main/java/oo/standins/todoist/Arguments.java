package oo.standins.todoist;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields of a task that somebody sends, strictly. */
final class Arguments {

  /** What was sent cannot be done. */
  static final class Wrong extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient TodoistError error;

    Wrong(TodoistError error) {
      super(error.message(), null, false, false);
      this.error = error;
    }

    TodoistError error() {
      return error;
    }
  }

  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "content",
          "description",
          "project_id",
          "section_id",
          "parent_id",
          "priority",
          "labels",
          "due",
          "deadline",
          "duration",
          "responsible_uid",
          "child_order");

  private final Book book;
  private final ObjectNode sent;

  Arguments(Book book, ObjectNode sent) {
    this.book = book;
    this.sent = sent;
  }

  void only(Set<String> known) {
    for (String name : sent.propertyNames()) {
      if (!known.contains(name)) {
        throw new Wrong(TodoistError.argument(name));
      }
    }
  }

  String text(String name) {
    JsonNode value = sent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw new Wrong(TodoistError.missing(name));
    }
    if (!value.isString()) {
      throw new Wrong(TodoistError.argument(name));
    }
    return value.stringValue();
  }

  /** A new task of what was sent; a content is needed. */
  Task.Edit add() {
    only(FIELDS);
    if (sent.has("id")) {
      throw new Wrong(TodoistError.argument("id"));
    }
    String content = text("content");
    Task.Edit edit =
        Task.with(Ids.random(), book.account().id(), book.account().inboxProjectId(), content);
    place(edit);
    apply(edit);
    return edit;
  }

  /** The task with what was sent put over it; it stays where it is. */
  Task.Edit update(Task task) {
    only(FIELDS);
    for (String fixed : List.of("project_id", "section_id", "parent_id")) {
      if (sent.has(fixed)) {
        throw new Wrong(TodoistError.argument(fixed));
      }
    }
    Task.Edit edit = task.edit();
    apply(edit);
    return edit;
  }

  private void place(Task.Edit edit) {
    if (present("project_id")) {
      String id = text("project_id");
      edit.projectId =
          book.project(id).orElseThrow(() -> new Wrong(TodoistError.argument("project_id"))).id();
    }
    if (present("section_id")) {
      Section section =
          book.section(text("section_id"))
              .orElseThrow(() -> new Wrong(TodoistError.argument("section_id")));
      edit.sectionId = section.id();
      edit.projectId = section.projectId();
    }
    if (present("parent_id")) {
      Task parent =
          book.task(text("parent_id"))
              .orElseThrow(() -> new Wrong(TodoistError.argument("parent_id")));
      edit.parentId = parent.id();
      edit.projectId = parent.projectId();
      edit.sectionId = parent.sectionId();
    }
  }

  private void apply(Task.Edit edit) {
    if (sent.has("content")) {
      String content = text("content").strip();
      if (content.isEmpty() || content.length() > 500) {
        throw new Wrong(TodoistError.argument("content"));
      }
      edit.content = content;
    }
    if (sent.has("description")) {
      String description = text("description");
      if (description.length() > 16_383) {
        throw new Wrong(TodoistError.argument("description"));
      }
      edit.description = description;
    }
    if (sent.has("priority")) {
      JsonNode priority = sent.path("priority");
      if (!priority.isIntegralNumber() || priority.asInt() < 1 || priority.asInt() > 4) {
        throw new Wrong(TodoistError.argument("priority"));
      }
      edit.priority = priority.asInt();
    }
    if (sent.has("labels")) {
      edit.labels = labels();
    }
    if (sent.has("due")) {
      edit.due = due(edit.due);
    }
    if (sent.has("deadline")) {
      edit.deadline = deadline();
    }
    if (sent.has("duration")) {
      edit.duration = duration();
    }
    if (sent.has("responsible_uid")) {
      edit.responsibleUid = present("responsible_uid") ? text("responsible_uid") : null;
    }
    if (sent.has("child_order")) {
      edit.childOrder = sent.path("child_order").asInt(0);
    }
  }

  private boolean present(String name) {
    return sent.has(name) && !sent.path(name).isNull();
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    if (!sent.path("labels").isArray()) {
      throw new Wrong(TodoistError.argument("labels"));
    }
    for (JsonNode label : sent.path("labels").values()) {
      if (!label.isString() || label.stringValue().isBlank()) {
        throw new Wrong(TodoistError.argument("labels"));
      }
      labels.add(label.stringValue());
    }
    labels.forEach(book::useLabel);
    return labels;
  }

  private @Nullable Due due(@Nullable Due before) {
    if (!present("due")) {
      return null;
    }
    if (!(sent.path("due") instanceof ObjectNode due)) {
      throw new Wrong(TodoistError.argument("due"));
    }
    for (String name : due.propertyNames()) {
      if (!Set.of("date", "string", "lang", "timezone", "is_recurring").contains(name)) {
        throw new Wrong(TodoistError.argument("due." + name));
      }
    }
    String string = due.path("string").asString("").strip();
    if (due.path("date").isString()) {
      return dated(due, due.path("date").stringValue(), string, before);
    }
    if (string.isEmpty() || string.equals("no date")) {
      return null;
    }
    return DueWords.parse(string, book.today())
        .orElseThrow(() -> new Wrong(TodoistError.argument("due.string")));
  }

  /** A date moves a recurring task without ending its recurrence only if the words are sent too. */
  private static Due dated(ObjectNode due, String date, String string, @Nullable Due before) {
    boolean recurring =
        due.path("is_recurring").asBoolean(false)
            || (!string.isEmpty() && DueWords.recurrence(string).isPresent());
    String words =
        !string.isEmpty() ? string : recurring && before != null ? before.string() : date;
    if (recurring && DueWords.recurrence(words).isEmpty()) {
      throw new Wrong(TodoistError.argument("due.string"));
    }
    return moment(date, due.path("timezone").asString(""), words, recurring)
        .orElseThrow(() -> new Wrong(TodoistError.argument("due.date")));
  }

  private static Optional<Due> moment(
      String date, String timezone, String words, boolean recurring) {
    try {
      if (!date.contains("T")) {
        return Optional.of(Due.on(LocalDate.parse(date), words, recurring));
      }
      if (!date.endsWith("Z")) {
        return Optional.of(Due.at(LocalDateTime.parse(date), words, recurring));
      }
      ZoneId zone = timezone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(timezone);
      LocalDateTime local = java.time.Instant.parse(date).atZone(zone).toLocalDateTime();
      return Optional.of(Due.at(local, zone, words, recurring));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Task.@Nullable Deadline deadline() {
    if (!present("deadline")) {
      return null;
    }
    try {
      String date = sent.path("deadline").path("date").asString("");
      return new Task.Deadline(LocalDate.parse(date).toString(), "en");
    } catch (DateTimeException e) {
      throw new Wrong(TodoistError.argument("deadline"));
    }
  }

  private Task.@Nullable Duration duration() {
    if (!present("duration")) {
      return null;
    }
    JsonNode duration = sent.path("duration");
    int amount = duration.path("amount").asInt(0);
    String unit = duration.path("unit").asString("");
    if (amount < 1 || (!unit.equals("minute") && !unit.equals("day"))) {
      throw new Wrong(TodoistError.argument("duration"));
    }
    return new Task.Duration(amount, unit);
  }
}
