package oo.standins.todoist;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import oo.standins.todoist.TodoistState.ExecutedCommand;
import org.jspecify.annotations.Nullable;

/** The tasks and projects of one account, and what can be done to them, in one transaction. */
record AccountTasks(TodoistState state, TodoistAccount account) {
  private static final int REMEMBERED_COMMANDS = 20_000;

  /** Deleted ones included. */
  Stream<TodoistTask> tasks() {
    return state.tasks.stream().filter(task -> task.userId.equals(account.id()));
  }

  long openTasks() {
    return tasks().filter(TodoistTask::isOpen).count();
  }

  Stream<TodoistProject> projects() {
    return state.projects.stream().filter(project -> project.userId().equals(account.id()));
  }

  /** A task that is not deleted. */
  Optional<TodoistTask> task(@Nullable String id) {
    return state.tasks.get(id).filter(task -> task.userId.equals(account.id()) && !task.isDeleted);
  }

  Optional<TodoistProject> project(String id) {
    return state.projects.get(id).filter(project -> project.userId().equals(account.id()));
  }

  Instant now() {
    return state.clock.instant().truncatedTo(MICROS);
  }

  LocalDate today() {
    return LocalDate.ofInstant(state.clock.instant(), account.zoneId());
  }

  /** Keeps a new task, or a changed copy of one. */
  TodoistTask put(TodoistTask task) {
    Instant now = now();
    Optional<Instant> before = state.tasks.get(task.id).map(known -> known.updatedAt);
    task.updatedAt =
        before.filter(at -> !now.isAfter(at)).map(at -> at.plus(1, MICROS)).orElse(now);
    if (task.addedAt == null) {
      task.addedAt = task.updatedAt;
    }
    task.version = state.nextVersion();
    return state.tasks.put(task.id, task);
  }

  TodoistProject putProject(String id, String name, boolean inbox, boolean shared) {
    int order = (int) projects().count();
    return state.projects.put(
        id,
        new TodoistProject(
            id, account.id(), name, inbox, shared, order, now(), state.nextVersion()));
  }

  /**
   * What the box in the app does: moves a recurring task to its next date and opens its subtasks
   * again; completes any other. Throws when it has no box.
   */
  void close(TodoistTask task) {
    if (!task.isCompletable()) {
      throw TodoistError.notCompletable();
    }
    TodoistDue due = task.due;
    if (due == null || !due.isRecurring() || task.checked) {
      complete(task);
      return;
    }
    LocalDate next =
        DueString.parse(due.string())
            .map(words -> words.next(due.day(), today()))
            .orElseGet(() -> due.day().plusDays(1));
    TodoistTask moved = task.copy();
    moved.due = due.moveTo(next);
    put(moved);
    subtasks(task).stream().filter(subtask -> subtask.checked).forEach(open -> check(open, false));
  }

  private void complete(TodoistTask task) {
    if (!task.checked) {
      check(task, true);
      subtasks(task).forEach(this::complete);
    }
  }

  /** Opens a completed task and its parents. The date of a recurring task stays. */
  void reopen(TodoistTask task) {
    if (task.checked) {
      check(task, false);
    }
    task(task.parentId).filter(parent -> parent.checked).ifPresent(this::reopen);
  }

  private void check(TodoistTask task, boolean checked) {
    TodoistTask changed = task.copy();
    changed.checked = checked;
    changed.completedAt = checked ? now() : null;
    put(changed);
  }

  /** Deletes with all subtasks. */
  void delete(TodoistTask task) {
    TodoistTask deleted = task.copy();
    deleted.isDeleted = true;
    put(deleted);
    subtasks(task).forEach(this::delete);
  }

  private List<TodoistTask> subtasks(TodoistTask parent) {
    return tasks().filter(task -> parent.id.equals(task.parentId) && !task.isDeleted).toList();
  }

  boolean hasExecuted(String uuid) {
    return state.commands.get(account.id() + "/" + uuid).isPresent();
  }

  void remember(String uuid) {
    if (state.commands.size() == REMEMBERED_COMMANDS) {
      state.commands.removeOldest();
    }
    state.commands.put(account.id() + "/" + uuid, new ExecutedCommand(account.id(), uuid));
  }
}
