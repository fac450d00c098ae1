package oo.recommend;

import oo.signals.Task;

/** A task's title, as a page can show it. */
final class Titles {
  private Titles() {}

  static String of(Task task) {
    return task.title();
  }
}
