package oo.signals.connection;

import java.time.Duration;
import java.util.Optional;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore.LeaseState;

/**
 * Takes, checks and releases leases. Fetches, deliveries and token refreshes of one connection
 * exclude each other by its lease.
 */
public final class Leases {
  private final ConnectionStore connections;

  public Leases(ConnectionStore connections) {
    this.connections = connections;
  }

  /**
   * Takes the lease, unless it is held. The lease of an ended connection can be taken too: its
   * grant is revoked.
   */
  public Optional<Lease> take(Transaction tx, ConnectionRef ref, Duration life) {
    return connections.lease(tx, ref, life);
  }

  /**
   * Takes the lease to read a connection that is due and not ended, unless it is held, and counts
   * the reading. The connection is due again when the lease ends, in case its holder dies, and
   * later each time that one did; until then another hint is a no-op.
   *
   * @param alone no other reading has this process; only then is one that broke off taken again
   */
  public Optional<Lease> takeToRead(
      Transaction tx, ConnectionRef ref, Duration life, boolean alone) {
    return connections.leaseToRead(tx, ref, life, alone);
  }

  /**
   * Whether the lease is still held. The caller checks it in the transaction that commits what the
   * provider said: it locks the connection's row until commit.
   */
  public boolean holds(Transaction tx, Lease lease) {
    return connections
        .lock(tx, lease)
        .filter(state -> state.untaken() && state.running())
        .isPresent();
  }

  /** Like {@link #holds}, and the connection is not ended: what was read of it may be kept. */
  public boolean holdsOpen(Transaction tx, Lease lease) {
    return connections
        .lock(tx, lease)
        .filter(state -> state.untaken() && state.running() && !state.ended())
        .isPresent();
  }

  /**
   * Whether the lease was not taken since, even if its time is over. It locks the connection's row
   * until commit. That is enough to store a refreshed token, and for nothing else: the old one is
   * spent, and no other caller can have used it.
   */
  public boolean untaken(Transaction tx, Lease lease) {
    return connections.lock(tx, lease).filter(LeaseState::untaken).isPresent();
  }

  /** Releases the lease, if it was not taken since. */
  public void release(Transaction tx, Lease lease) {
    connections.release(tx, lease);
  }
}
