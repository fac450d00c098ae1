package oo.images.training;

/** What is called. */
public enum Operation {
  /** Decides on a tip, as nothing is shown yet; every further call shows that one again. */
  RECOMMEND("recommend", "recommend"),
  /** Records the tap on "done" and hints at its delivery; every further call is the same tap. */
  COMPLETE("complete", "complete-tip");

  public final String function;
  public final String module;

  Operation(String function, String module) {
    this.function = function;
    this.module = module;
  }
}
