package oo.standins.todoist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import oo.standins.fault.StandInClock;
import org.jspecify.annotations.Nullable;

/**
 * All that one account holds, and what can be done to its tasks. Not thread-safe: {@link Books}
 * hands it out under its lock, and writes what changed when the caller is done.
 */
final class Book {

  private static final int COMMANDS_REMEMBERED = 20_000;

  /**
   * A sync command that was executed.
   *
   * @param tempId what the client called the task that it made, if any
   * @param taskId what it is called since
   */
  record Executed(String userId, String uuid, @Nullable String tempId, @Nullable String taskId) {}

  private final StandInClock clock;
  private Account account;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();
  private final Map<String, Project> projects = new LinkedHashMap<>();
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, Label> labels = new LinkedHashMap<>();
  private final NavigableMap<Long, Row> changes = new TreeMap<>();
  private final Map<String, Executed> executed = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> dirty = new LinkedHashMap<>();
  private long version;
  private int openTasks;

  Book(Account account, StandInClock clock) {
    this.account = account;
    this.clock = clock;
  }

  // Reading.

  Account account() {
    return account;
  }

  long version() {
    return version;
  }

  int openTasks() {
    return openTasks;
  }

  Collection<Task> tasks() {
    return tasks.values();
  }

  Collection<Project> projects() {
    return projects.values();
  }

  Collection<Section> sections() {
    return sections.values();
  }

  Collection<Label> labels() {
    return labels.values();
  }

  /** A task that is not deleted. */
  Optional<Task> task(String id) {
    return Optional.ofNullable(tasks.get(id)).filter(task -> !task.isDeleted());
  }

  Optional<Project> project(String id) {
    return Optional.ofNullable(projects.get(id));
  }

  Optional<Section> section(String id) {
    return Optional.ofNullable(sections.get(id));
  }

  /** What changed after {@code since}, each row once, as it is now. */
  Collection<Row> changedAfter(long since) {
    return changes.tailMap(since, false).values();
  }

  Optional<Executed> executed(String uuid) {
    return Optional.ofNullable(executed.get(uuid));
  }

  Instant now() {
    return clock.instant();
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), account.zoneId());
  }

  // Changing.

  /** Tokens given out so far will be answered with a full read. */
  void forgetSyncTokens() {
    account = account.nextEpoch();
    dirty.put("account/" + account.id(), account);
  }

  /** Its account is new and filled. */
  void created() {
    dirty.put("account/" + account.id(), account);
  }

  Task put(Task.Edit edit) {
    Task before = tasks.get(edit.id);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (before != null && !at.isAfter(before.updatedAt())) {
      at = before.updatedAt().plus(1, ChronoUnit.MICROS);
    }
    Task task = edit.stamped(at, version + 1);
    keep(task);
    dirty.put("task/" + task.id(), task);
    return task;
  }

  Project putProject(String id, String name, boolean inbox, boolean shared) {
    Project project =
        new Project(
            id, account.id(), name, inbox, shared, projects.size(), clock.instant(), version + 1);
    keep(project);
    dirty.put("project/" + id, project);
    return project;
  }

  Section putSection(String id, String projectId, String name) {
    Section section =
        new Section(
            id, account.id(), projectId, name, sections.size(), clock.instant(), version + 1);
    keep(section);
    dirty.put("section/" + id, section);
    return section;
  }

  /** Labels are made by being used. */
  void useLabel(String name) {
    if (labels.values().stream().noneMatch(label -> label.name().equals(name))) {
      Label label = new Label(Ids.random(), account.id(), name, labels.size(), version + 1);
      keep(label);
      dirty.put("label/" + label.id(), label);
    }
  }

  /**
   * What the box in the app does: a recurring task goes on to its next date, any other is completed
   * with all that is below it.
   */
  void close(Task task) {
    Due due = task.due();
    if (due != null && due.isRecurring() && !task.checked()) {
      Task.Edit edit = task.edit();
      edit.due = advance(due);
      put(edit);
      for (Task child : childrenOf(task)) {
        // The next round begins with its subtasks open again.
        if (child.checked()) {
          uncheck(child);
        }
      }
    } else {
      complete(task);
    }
  }

  private Due advance(Due due) {
    LocalDate next =
        DueWords.recurrence(due.string())
            .map(recurrence -> recurrence.next(due.day(), today()))
            .orElseGet(() -> due.day().plusDays(1));
    return due.moveTo(next);
  }

  /** Completes for good, recurring or not, with all that is below. */
  void complete(Task task) {
    if (task.checked()) {
      return;
    }
    Task.Edit edit = task.edit();
    edit.checked = true;
    edit.completedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    put(edit);
    childrenOf(task).forEach(this::complete);
  }

  /** Opens a completed task, and those above it. A recurring task's date stays where it went. */
  void reopen(Task task) {
    if (task.checked()) {
      uncheck(task);
    }
    if (task.parentId() != null) {
      task(task.parentId()).filter(Task::checked).ifPresent(this::reopen);
    }
  }

  private void uncheck(Task task) {
    Task.Edit edit = task.edit();
    edit.checked = false;
    edit.completedAt = null;
    put(edit);
  }

  void delete(Task task) {
    Task.Edit edit = task.edit();
    edit.isDeleted = true;
    put(edit);
    childrenOf(task).forEach(this::delete);
  }

  private List<Task> childrenOf(Task task) {
    return children.getOrDefault(task.id(), List.of()).stream()
        .map(id -> task(id).orElse(null))
        .filter(child -> child != null && task.id().equals(child.parentId()))
        .toList();
  }

  void remember(String uuid, @Nullable String tempId, @Nullable String taskId) {
    Executed command = new Executed(account.id(), uuid, tempId, taskId);
    executed.put(uuid, command);
    dirty.put("command/" + account.id() + "/" + uuid, command);
    if (executed.size() > COMMANDS_REMEMBERED) {
      String oldest = executed.keySet().iterator().next();
      executed.remove(oldest);
      dirty.put("command/" + account.id() + "/" + oldest, null);
    }
  }

  // For Books.

  /** Takes a row as it is. */
  void keep(Row row) {
    Row before =
        switch (row) {
          case Task task -> tasks.put(task.id(), task);
          case Project project -> projects.put(project.id(), project);
          case Section section -> sections.put(section.id(), section);
          case Label label -> labels.put(label.id(), label);
        };
    if (row instanceof Task task) {
      openTasks += (task.open() ? 1 : 0) - (before instanceof Task old && old.open() ? 1 : 0);
      String parent = task.parentId();
      if (parent != null && !(before instanceof Task old && parent.equals(old.parentId()))) {
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(task.id());
      }
    }
    if (before != null) {
      changes.remove(before.version());
    }
    changes.put(row.version(), row);
    version = Math.max(version, row.version());
  }

  void keep(Executed command) {
    executed.put(command.uuid(), command);
  }

  /** Every key under which something of this account is kept. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    tasks.keySet().forEach(id -> keys.add("task/" + id));
    projects.keySet().forEach(id -> keys.add("project/" + id));
    sections.keySet().forEach(id -> keys.add("section/" + id));
    labels.keySet().forEach(id -> keys.add("label/" + id));
    executed.keySet().forEach(uuid -> keys.add("command/" + account.id() + "/" + uuid));
    keys.add("account/" + account.id());
    return keys;
  }

  /** What changed since the last call. */
  Map<String, @Nullable Object> takeDirty() {
    Map<String, @Nullable Object> taken = new LinkedHashMap<>(dirty);
    dirty.clear();
    return taken;
  }
}
