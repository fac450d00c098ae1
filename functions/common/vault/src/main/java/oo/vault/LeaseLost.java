package oo.vault;

/**
 * Somebody else has taken the connection's lease meanwhile: what this holder learned may not be
 * kept. Nothing is wrong; whoever holds it now does the work.
 */
public final class LeaseLost extends RuntimeException {
  public LeaseLost() {
    super("The lease was taken by somebody else", null, false, false);
  }
}
