package oo.lambda;

import oo.host.base.Randomness;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Keeps out of a snapshot what its environments must not share (SnapStart, by CRaC): an open
 * connection, and the state of random generators; secrets are read again.
 */
final class Snapshot implements Resource {
  private final LambdaEntry entry;

  private Snapshot(LambdaEntry entry) {
    this.entry = entry;
  }

  static Snapshot of(LambdaEntry entry) {
    var snapshot = new Snapshot(entry);
    Core.getGlobalContext().register(snapshot);
    return snapshot;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    entry.beforeSnapshot();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    Randomness.reseed();
    entry.afterRestore();
  }
}
