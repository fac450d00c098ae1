package oo.recommend;

import oo.contract.Tip;
import oo.signals.DecisionId;
import oo.signals.Due;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;

/** Maps a task to a tip. */
final class Tips {
  private Tips() {}

  /**
   * @param parent the title of the task that it is a part of
   */
  static Tip of(DecisionId id, Task task, @Nullable String parent) {
    return new Tip(
        id.value(),
        Tip.Kind.todo,
        Titles.of(task),
        task.body(),
        task.source(),
        task.deepLink(),
        parent,
        new Tip.Meta(
            task.project(),
            Features.text(task.due()),
            task.due() instanceof Due.At at ? at.zone().getId() : null,
            task.deadline() == null ? null : task.deadline().toString(),
            task.recurring(),
            task.priority(),
            task.labels(),
            task.minutes()));
  }
}
