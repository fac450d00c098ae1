package oo.lambda;

import oo.host.base.Randomness;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * What must not be in a snapshot that many environments begin from (SnapStart, by CRaC): an open
 * connection, and randomness that each of them would repeat.
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
