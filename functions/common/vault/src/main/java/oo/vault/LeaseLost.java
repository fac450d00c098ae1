package oo.vault;

/**
 * Another holder has taken the connection's lease, so this one must not commit its results. It is
 * no fault: the new holder does the work.
 */
public final class LeaseLost extends RuntimeException {
  public LeaseLost() {
    super("Another holder has taken the lease", null, false, false);
  }
}
