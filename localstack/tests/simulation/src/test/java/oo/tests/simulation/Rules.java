package oo.tests.simulation;

/** Rules of the product that the model follows since they hold. */
final class Rules {
  /** A task with open subtasks is not offered. */
  static final boolean SUBTASKS = true;

  /** A recurring task is offered from its day on. */
  static final boolean TIME = true;

  private Rules() {}
}
