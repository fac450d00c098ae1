package oo.images.training;

/** The operations that are trained and measured. */
public enum Operation {
  /** Decides on a tip at the first call, and shows the same one at every further call. */
  RECOMMEND("recommend", "recommend"),
  /** Records the tap on "done" and sends a hint for its delivery; further calls repeat the tap. */
  COMPLETE("complete", "complete-tip");

  public final String function;
  public final String module;

  Operation(String function, String module) {
    this.function = function;
    this.module = module;
  }
}
