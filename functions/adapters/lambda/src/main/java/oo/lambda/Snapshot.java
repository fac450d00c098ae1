package oo.lambda;

import oo.host.base.Randomness;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Keeps out of a snapshot what its environments must not share (SnapStart, by CRaC): an open
 * connection, and the state of random generators.
 */
final class Snapshot implements Resource {
  private final LambdaPlatform platform;

  private Snapshot(LambdaPlatform platform) {
    this.platform = platform;
  }

  static Snapshot of(LambdaPlatform platform) {
    var snapshot = new Snapshot(platform);
    Core.getGlobalContext().register(snapshot);
    return snapshot;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    platform.disconnect();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    Randomness.reseed();
    platform.connect();
  }
}
