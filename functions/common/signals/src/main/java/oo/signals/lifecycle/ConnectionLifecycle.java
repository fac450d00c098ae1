package oo.signals.lifecycle;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.List;
import oo.contract.Notice;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.Delivery;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.hints.DeliverHint.Action;
import oo.signals.user.UserStore;
import org.jspecify.annotations.Nullable;

/** Begins, ends and purges connections, as part of the caller's transaction. */
public final class ConnectionLifecycle {
  private final ConnectionStore connections = new ConnectionStore();
  private final DecisionStore decisions = new DecisionStore();
  private final DeliveryStore deliveries = new DeliveryStore();
  private final RevocationStore revocations = new RevocationStore();
  private final NoticeStore notices = new NoticeStore();
  private final UserStore users = new UserStore();

  /**
   * Connects an account, or renews it: the connection of the same account that is not ended keeps
   * its id, its tasks and its cursor, and is live again. It is due at once. A lease that was held
   * is void: what its holder knows belongs to the grant before.
   */
  public ConnectionRef connect(
      Transaction tx,
      UserId user,
      String provider,
      String accountId,
      @Nullable String accountName,
      SpanContext trace) {
    ConnectionRef ref = connections.add(tx, user, provider, accountId, accountName, trace);
    // What could not be delivered without the renewal can be now.
    deliveries.retryNow(tx, ref);
    return ref;
  }

  /**
   * Adds a connection that was ended before it began, for a grant that no connection uses: it is
   * revoked and purged like that of any ended connection.
   *
   * @param in until its revocation is due
   */
  public ConnectionRef addEnded(
      Transaction tx, UserId user, String provider, Duration in, SpanContext trace) {
    ConnectionRef ref = connections.addEnded(tx, user, provider);
    revocations.add(tx, ref, in, trace);
    return ref;
  }

  /** Makes the revocation of an ended connection due now; a no-op when it was purged. */
  public void revokeNow(Transaction tx, ConnectionRef ref) {
    revocations.dueNow(tx, ref);
  }

  /**
   * Tells that processes of oO died again and again at revoking a grant; it is still tried.
   *
   * @param name the provider's
   */
  public void notRevoked(Transaction tx, ConnectionRef ref, String name) {
    notices.add(
        tx,
        ref.user(),
        Notice.Kind.dropped,
        name,
        "oO broke off five times at giving up its access there. It tries for a day; to be sure, remove oO in the settings of "
            + name
            + ".");
  }

  /**
   * Purges an ended connection whose grant another one holds now.
   *
   * @return false when that grant is being revoked, or was
   */
  public boolean forget(Transaction tx, ConnectionRef ended) {
    return connections.deleteUntouched(tx, ended);
  }

  /** A connection that had asked the person was read: it is live again, and what waits is due. */
  public void revive(Transaction tx, ConnectionRef ref) {
    if (connections.revive(tx, ref)) {
      deliveries.retryNow(tx, ref);
    }
  }

  /**
   * Ends a connection at once and makes its revocation due: its tasks are in no set any more, its
   * open decision is over. A change that is not at its source yet is dropped, and a notice tells
   * the person; {@link Outbox} sends it first. The sealed token stays until it is revoked. Constant
   * work.
   *
   * @return false when there is none that is not ended
   */
  public boolean end(Transaction tx, ConnectionRef ref, SpanContext trace) {
    boolean ended = connections.end(tx, ref);
    if (ended) {
      decisions.endOpen(tx, ref);
      deliveries.pending(tx, ref).forEach(dropped -> tell(tx, ref, dropped));
      deliveries.cancelWaiting(tx, ref);
      revocations.add(tx, ref, Duration.ZERO, trace);
    }
    return ended;
  }

  private void tell(Transaction tx, ConnectionRef ref, DeliveryStore.Pending dropped) {
    String change = dropped.action() == Action.close ? "closed" : "reopened";
    String detail =
        dropped.state() == Delivery.State.WAITING
            ? "You disconnected before it was " + change + " there. Do that there yourself."
            : "You disconnected while it was being "
                + change
                + " there. Look there whether it was done.";
    notices.add(tx, ref.user(), dropped.decision(), Notice.Kind.dropped, detail);
  }

  /**
   * Ends all connections of a user.
   *
   * @return those that were ended now
   */
  public List<ConnectionRef> endAll(Transaction tx, UserId user, SpanContext trace) {
    var refs = connections.of(tx, user).stream().map(Connection::ref).toList();
    return refs.stream().filter(ref -> end(tx, ref, trace)).toList();
  }

  /**
   * Deletes an ended connection and all rows that refer to it, and its user when that was the last
   * connection of a deleted one. A connection that is not ended is never matched.
   */
  public void purge(Transaction tx, ConnectionRef ref) {
    // One purge of a user at a time: of two last ones, each would leave the user to the other.
    users.lock(tx, ref.user());
    connections.deleteEnded(tx, ref);
    users.purgeUnlessConnected(tx, ref.user());
  }
}
