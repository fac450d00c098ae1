package oo.standins.control;

import oo.standins.StandIns;

/** Both stand-ins, in this process or in another, driven by a test. */
public record StandInsControl(GoogleControl google, TodoistControl todoist) {
  public StandInsControl(String googleBase, String todoistBase) {
    this(new GoogleControl(googleBase), new TodoistControl(todoistBase));
  }

  public static StandInsControl of(StandIns standIns) {
    return new StandInsControl(standIns.googleBase(), standIns.todoistBase());
  }
}
