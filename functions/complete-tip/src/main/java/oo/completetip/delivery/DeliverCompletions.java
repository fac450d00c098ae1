package oo.completetip.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.host.base.Backoff;
import oo.host.base.Invocation;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Crashes;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.signals.deliveries.Delivery;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.DeliverHint.Action;
import oo.vault.Credentials;
import oo.vault.LeaseLost;
import oo.vault.TokenVault;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a change to its source exactly once, also when a process dies in between: claims the
 * row, calls the provider with no transaction open, settles. When the sender of a claim died, the
 * next one reads the task before it sends. Idempotent: a hint that comes too early, too late or
 * twice is a no-op, and costs one look-up.
 *
 * <p>While the provider is down, what comes up is put off by one more statement and without a hint:
 * hints would multiply. A delivery that oO itself fails at is retried as an unknown one, and is
 * given up as one.
 */
public final class DeliverCompletions {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final Duration LEASE_TAKEN = Duration.ofSeconds(3);

  /** Until the sweep looks at what was put off. */
  private static final Backoff HELD = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1));

  /** An earlier retry would not help. */
  private static final Duration UNTIL_MENDED = Duration.ofHours(6);

  private final Database database;
  private final ConnectionStore connections;
  private final Leases leases;
  private final DeliveryStore deliveries;
  private final Settlement settlement;
  private final Providers providers;
  private final Credentials credentials;
  private final DeliveryQueue queue;

  public DeliverCompletions(
      Database database,
      ConnectionStore connections,
      Leases leases,
      DeliveryStore deliveries,
      Settlement settlement,
      Providers providers,
      Credentials credentials,
      DeliveryQueue queue) {
    this.database = database;
    this.connections = connections;
    this.leases = leases;
    this.deliveries = deliveries;
    this.settlement = settlement;
    this.providers = providers;
    this.credentials = credentials;
    this.queue = queue;
  }

  void deliver(DeliverHint hint) {
    Optional<DeliveryStore.Due> due = database.statement(db -> deliveries.due(db, hint));
    if (due.isEmpty()) {
      return; // Too early, settled, purged, or being sent.
    }
    if (due.get().held()) {
      Invocation.note("delivery", "held");
      database.execute(db -> deliveries.postpone(db, hint, HELD.after(0), false));
      return;
    }
    ConnectionRef ref = due.get().delivery().connection();
    Optional<Claimed> claimed = database.transaction(tx -> claim(tx, hint, ref));
    if (claimed.isEmpty()) {
      return;
    }
    Invocation.user(hint.user());
    try {
      DeliveryResult answer = send(claimed.get());
      Invocation.note("delivery", answer.outcome().getClass().getSimpleName());
      settle(claimed.get(), answer);
    } catch (LeaseLost e) {
      // The row stays sending; the next claim reads first.
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      var unknown = new Outcome.Unknown(null, "oO could not digest what its source answered.");
      settle(claimed.get(), DeliveryResult.of(unknown));
      throw e;
    }
  }

  private void settle(Claimed claimed, DeliveryResult answer) {
    try {
      database.run(tx -> settlement.settle(tx, claimed, answer));
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      // What came with the answer cannot be kept. The next read brings it again.
      Invocation.note("events", "not kept");
      Invocation.survived(e);
      var bare = new DeliveryResult(answer.outcome(), List.of(), null, answer.closedWith());
      database.run(tx -> settlement.settle(tx, claimed, bare));
    }
  }

  /**
   * What this sender may do until its lease ends.
   *
   * @param unsure an earlier try may have succeeded
   */
  record Claimed(Delivery delivery, boolean unsure, Connection connection, Lease lease) {}

  private Optional<Claimed> claim(Transaction tx, DeliverHint hint, ConnectionRef ref) {
    Optional<Connection> connection =
        connections.find(tx, ref).filter(c -> c.state() != Connection.State.ENDED);
    if (connection.isEmpty()) {
      deliveries.abandon(tx, hint);
      return Optional.empty();
    }
    Optional<Lease> lease = leases.take(tx, ref, LEASE);
    if (lease.isEmpty()) {
      if (deliveries.postpone(tx, hint, LEASE_TAKEN, true)) {
        queue.hint(tx, hint.user(), hint.decision(), hint.action(), LEASE_TAKEN);
      }
      return Optional.empty();
    }
    Optional<DeliveryStore.Claim> claim = deliveries.claim(tx, hint, lease.get().until());
    if (claim.isEmpty()) {
      leases.release(tx, lease.get());
    }
    // Once: the next claim finds one more, or the count begins again.
    claim
        .filter(c -> c.brokeOff() == Crashes.TOLD)
        .ifPresent(c -> {
          settlement.brokeOff(tx, c.delivery());
          Invocation.survived(new Crashes.FifthDeath());
        });
    return claim.map(c -> new Claimed(c.delivery(), c.unsure(), connection.get(), lease.get()));
  }

  private DeliveryResult send(Claimed claimed) {
    Delivery delivery = claimed.delivery();
    if (delivery.attempts() > 1
        && RetryPolicy.stuck(Duration.between(delivery.createdAt(), claimed.lease().takenAt()))) {
      return notSent(claimed, null, "oO failed at it again and again.");
    }
    Optional<Connector> connector = providers.connector(claimed.connection().provider());
    if (connector.isEmpty()) {
      return notSent(claimed, UNTIL_MENDED, "oO is not set up for it any more.");
    }
    try {
      return credentials.use(
          claimed.lease(),
          connector.get(),
          credential -> send(connector.get(), credential, claimed));
    } catch (ProviderFailure.Unauthorized e) {
      // The connection asks the person to renew it, which makes this due at once.
      return notSent(claimed, UNTIL_MENDED, e.words());
    } catch (ProviderFailure.Later e) {
      return notSent(claimed, e.retryAfter(), e.words());
    } catch (ProviderFailure e) {
      return notSent(claimed, null, e.words());
    } catch (TokenVault.CannotOpen e) {
      return notSent(claimed, null, "oO cannot open its permission.");
    }
  }

  private static DeliveryResult send(Connector connector, Credential credential, Claimed claimed) {
    Delivery delivery = claimed.delivery();
    var command =
        new Command(
            delivery.subject(),
            delivery.occurrence(),
            delivery.commandId(),
            delivery.recurring(),
            claimed.unsure(),
            claimed.unsure() && delivery.withdrawn(),
            delivery.action() == Action.close ? List.of() : delivery.closedWith());
    CallDeadline deadline = CallDeadline.within(claimed.lease(), CALL);
    String cursor = claimed.connection().cursor();
    return delivery.action() == Action.close
        ? connector.complete(delivery.connection(), credential, cursor, command, deadline)
        : connector.reopen(delivery.connection(), credential, cursor, command, deadline);
  }

  /** Nothing was sent now; what an earlier sender did is as unknown as before. */
  private static DeliveryResult notSent(
      Claimed claimed, @Nullable Duration retryAfter, String why) {
    Outcome outcome =
        claimed.unsure()
            ? new Outcome.Unknown(retryAfter, why)
            : new Outcome.NotDone(retryAfter, why);
    return DeliveryResult.of(outcome);
  }
}
