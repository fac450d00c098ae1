package oo.connectcallback;

import java.time.Duration;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.host.base.Backoff;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.Crashes;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.lifecycle.RevocationStore;
import oo.signals.lifecycle.RevocationStore.Due;
import oo.vault.Credentials;
import oo.vault.TokenVault.CannotOpen;
import org.jspecify.annotations.Nullable;

/**
 * {@code revoke_grants}: revokes the grant of an ended connection at its provider, then purges the
 * connection. Retries until the row's {@code purge_at}, then purges in any case.
 *
 * <p>The stored tokens are not refreshed before. Revoking a refresh token ends the grant too (RFC
 * 7009, 2.1). Refreshing could be a replay after a lost reply, for which a provider may revoke all
 * grants of the person, including newer ones.
 */
final class RevokeGrants {
  private static final Duration LEASE = Duration.ofSeconds(45);
  private static final Duration REVOKE = Duration.ofSeconds(15);
  private static final Duration TAKEN = Duration.ofSeconds(10);
  private static final Backoff RETRIES = new Backoff(Duration.ofMinutes(1), Duration.ofHours(2));

  private final Database database;
  private final RevocationStore revocations;
  private final ConnectionLifecycle lifecycle;
  private final Leases leases;
  private final Credentials credentials;
  private final Providers providers;

  RevokeGrants(
      Database database,
      RevocationStore revocations,
      ConnectionLifecycle lifecycle,
      Leases leases,
      Credentials credentials,
      Providers providers) {
    this.database = database;
    this.revocations = revocations;
    this.lifecycle = lifecycle;
    this.leases = leases;
    this.credentials = credentials;
    this.providers = providers;
  }

  /** Handles one connection's revocation; a no-op when it is not due or was purged. */
  void revoke(ConnectionRef ref) {
    revoke(ref, REVOKE);
  }

  /**
   * @param atMost for the provider's call
   */
  void revoke(ConnectionRef ref, Duration atMost) {
    Optional<Due> found = database.statement(db -> revocations.due(db, ref));
    if (found.isEmpty()) {
      return;
    }
    Due due = found.get();
    if (due.overdue()) {
      Invocation.note("purged", "unrevoked");
      database.run(tx -> lifecycle.purge(tx, ref));
      return;
    }
    Optional<Lease> leased = database.transaction(tx -> begin(tx, ref, due));
    if (leased.isEmpty()) {
      return;
    }
    Lease lease = leased.get();
    String failed = null;
    Duration wait = null;
    try {
      failed = revokeGrant(ref, due, lease, atMost);
    } catch (ProviderFailure e) {
      failed = e.words();
      wait = e instanceof ProviderFailure.Later later ? later.retryAfter() : null;
    }
    settle(ref, due, lease, failed, wait);
  }

  private Optional<Lease> begin(Transaction tx, ConnectionRef ref, Due due) {
    Optional<Lease> lease = leases.take(tx, ref, LEASE);
    if (lease.isEmpty()) {
      // A read or a refresh began before the connection ended. Its token must be committed first.
      revocations.defer(tx, ref, TAKEN);
      return lease;
    }
    revocations.begin(tx, ref, LEASE);
    if (due.brokeOff() == Crashes.TOLD) {
      Invocation.survived(new Crashes.FifthDeath());
      lifecycle.notRevoked(
          tx, ref, providers.find(due.provider()).map(Provider::name).orElse(due.provider()));
    }
    return lease;
  }

  /** Null when the grant is revoked; else why it may not be. */
  private @Nullable String revokeGrant(ConnectionRef ref, Due due, Lease lease, Duration atMost) {
    Optional<Connector> connector = providers.connector(due.provider());
    if (connector.isEmpty()) {
      return "The provider is not configured.";
    }
    Optional<Credential> credential;
    try {
      credential = credentials.asStored(ref);
    } catch (CannotOpen e) {
      return "The vault's keys do not open its token.";
    }
    if (credential.isPresent()) {
      connector.get().revoke(credential.get(), CallDeadline.within(lease, atMost));
    }
    return null;
  }

  private void settle(
      ConnectionRef ref, Due due, Lease lease, @Nullable String failed, @Nullable Duration wait) {
    database.run(tx -> {
      if (failed == null) {
        lifecycle.purge(tx, ref);
        return;
      }
      Invocation.note(InvocationLog.REASON, failed);
      leases.release(tx, lease);
      revocations.later(
          tx, ref, wait == null ? RETRIES.after(due.attempts()) : Backoff.notBefore(wait), failed);
    });
  }
}
