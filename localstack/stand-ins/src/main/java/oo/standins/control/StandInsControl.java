package oo.standins.control;

import oo.standins.StandIns;

/** Both stand-ins, in this process or in another one, driven by a test. */
public final class StandInsControl {

  private final GoogleControl google;
  private final TodoistControl todoist;

  public StandInsControl(String googleBase, String todoistBase) {
    this.google = new GoogleControl(googleBase);
    this.todoist = new TodoistControl(todoistBase);
  }

  public static StandInsControl of(StandIns standIns) {
    return new StandInsControl(standIns.googleBase(), standIns.todoistBase());
  }

  public GoogleControl google() {
    return google;
  }

  public TodoistControl todoist() {
    return todoist;
  }
}
