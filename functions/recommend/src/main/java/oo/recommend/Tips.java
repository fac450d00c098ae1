package oo.recommend;

import oo.contract.Tip;
import oo.signals.DecisionId;
import oo.signals.Due;
import oo.signals.Task;

/** Maps a task to a tip. */
final class Tips {
  private Tips() {}

  static Tip of(DecisionId id, Task task) {
    return new Tip(
        id.value(),
        Tip.Kind.todo,
        task.title(),
        task.body(),
        task.source(),
        task.deepLink(),
        null,
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
