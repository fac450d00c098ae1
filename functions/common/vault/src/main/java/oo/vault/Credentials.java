package oo.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import oo.connectors.CallDeadline;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.ProviderFailure;
import oo.contract.Json;
import oo.host.base.Trace;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.vault.CredentialStore.Row;
import oo.vault.TokenVault.CannotOpen;
import org.jspecify.annotations.Nullable;

/**
 * Opens and refreshes stored credentials.
 *
 * <p>A connection has at most one refresh at a time, because a refresh holds the connection's
 * lease. New tokens are committed under the lease's fence before the access token is used. When a
 * provider rejects a grant, and no other grant was stored meanwhile, the connection asks the person
 * to reconnect. No credential is deleted here.
 *
 * <p>No transaction is open while a provider is called.
 */
public final class Credentials {
  private static final Duration EARLY = Duration.ofMinutes(15);
  private static final Duration REFRESH = Duration.ofSeconds(15);

  /** Minimum remaining life of an access token that could not be refreshed. */
  private static final Duration USABLE = Duration.ofMinutes(1);

  private final Database database;
  private final TokenVault vault;
  private final CredentialStore store = new CredentialStore();
  private final ConnectionStore connections = new ConnectionStore();
  private final Leases leases = new Leases(connections);

  public Credentials(Database database, TokenVault vault) {
    this.database = database;
    this.vault = vault;
  }

  /**
   * Seals and stores a new grant.
   *
   * @param now when it was granted, by the database's clock
   */
  public void store(Transaction tx, ConnectionRef ref, Credential granted, Instant now) {
    put(tx, ref, granted, refreshAt(granted, now));
  }

  /**
   * Runs {@code work} with a fresh access token. When the provider rejects the token, refreshes it
   * and runs {@code work} once more.
   *
   * @throws ProviderFailure.Unauthorized when the person must reconnect; the connection's state is
   *     already set
   * @throws ProviderFailure as thrown by {@code work} or the refresh
   * @throws LeaseLost when another holder has the lease
   * @throws CannotOpen when the vault's keys do not open the stored credential
   */
  public <T> T use(Lease lease, Connector connector, Trace trace, Function<Credential, T> work) {
    Credential credential = open(lease, connector, trace);
    try {
      return work.apply(credential);
    } catch (ProviderFailure.Unauthorized e) {
      // A provider may end a token before its expires_in.
    }
    Credential renewed = renew(lease, connector, credential, trace);
    try {
      return work.apply(renewed);
    } catch (ProviderFailure.Unauthorized e) {
      throw reconnect(lease, e);
    }
  }

  /** The stored credential, refreshed when that is due; throws as {@link #use} does. */
  public Credential open(Lease lease, Connector connector, Trace trace) {
    Row row = row(lease);
    Credential credential = unseal(lease.connection(), row);
    if (!row.sealed().keyId().equals(vault.newestKey())) {
      reseal(lease, credential, row.refreshAt());
    }
    Instant refreshAt = row.refreshAt();
    if (refreshAt == null || credential.refreshToken() == null || lease.now().isBefore(refreshAt)) {
      return credential;
    }
    try {
      return refresh(lease, connector, row, credential, trace);
    } catch (ProviderFailure.Down | ProviderFailure.Later e) {
      Instant expiresAt = credential.expiresAt();
      if (expiresAt != null && lease.now().plus(USABLE).isBefore(expiresAt)) {
        return credential; // Still valid; a later call retries the refresh.
      }
      throw e;
    }
  }

  /**
   * Replaces a credential whose access token the provider rejected: by one that was stored
   * meanwhile, else by a refreshed one. Throws as {@link #use} does.
   */
  public Credential renew(Lease lease, Connector connector, Credential refused, Trace trace) {
    Row row = row(lease);
    Credential stored = unseal(lease.connection(), row);
    if (!stored.accessToken().equals(refused.accessToken())) {
      return stored;
    }
    return refresh(lease, connector, row, stored, trace);
  }

  /** The stored credential without a refresh, for revocation. Empty when none is stored. */
  public Optional<Credential> asStored(ConnectionRef ref) {
    return database.statement(db -> store.find(db, ref)).map(row -> unseal(ref, row));
  }

  private Row row(Lease lease) {
    return database
        .statement(db -> store.find(db, lease.connection()))
        .orElseThrow(() ->
            reconnect(
                lease,
                new ProviderFailure.Unauthorized(
                    "oO has no permission stored. Connect it again.")));
  }

  private Credential refresh(
      Lease lease, Connector connector, Row row, Credential credential, Trace trace) {
    Credential refreshed;
    try {
      refreshed = connector.refresh(credential, CallDeadline.within(lease, REFRESH, trace));
    } catch (ProviderFailure.Unauthorized e) {
      Row again = row(lease);
      if (!Arrays.equals(again.sealed().bytes(), row.sealed().bytes())) {
        return unseal(lease.connection(), again);
      }
      throw reconnect(lease, e);
    }
    Instant refreshAt = refreshAt(refreshed, lease.now());
    database.run(tx -> {
      // Also after the lease expired, unless it was taken: the old refresh token is used up.
      if (!leases.untaken(tx, lease)) {
        throw new LeaseLost();
      }
      put(tx, lease.connection(), refreshed, refreshAt);
    });
    return refreshed;
  }

  private void reseal(Lease lease, Credential credential, @Nullable Instant refreshAt) {
    database.run(tx -> {
      if (leases.untaken(tx, lease)) {
        put(tx, lease.connection(), credential, refreshAt);
      }
    });
  }

  private ProviderFailure.Unauthorized reconnect(Lease lease, ProviderFailure.Unauthorized e) {
    database.run(tx -> {
      if (!leases.untaken(tx, lease)) {
        throw new LeaseLost();
      }
      connections.needsReconnect(tx, lease.connection(), e.words());
    });
    return e;
  }

  private static @Nullable Instant refreshAt(Credential credential, Instant now) {
    Instant expiresAt = credential.expiresAt();
    if (expiresAt == null) {
      return null;
    }
    Duration half = Duration.between(now, expiresAt).dividedBy(2);
    return expiresAt.minus(half.compareTo(EARLY) < 0 ? half : EARLY);
  }

  private void put(
      Transaction tx, ConnectionRef ref, Credential credential, @Nullable Instant refreshAt) {
    byte[] plain = Json.mapper().writeValueAsBytes(Plain.of(credential));
    store.put(tx, ref, vault.seal(ref, plain), refreshAt);
    Arrays.fill(plain, (byte) 0);
  }

  private Credential unseal(ConnectionRef ref, Row row) {
    byte[] plain = vault.open(ref, row.sealed());
    Credential credential = Json.mapper().readValue(plain, Plain.class).credential();
    Arrays.fill(plain, (byte) 0);
    return credential;
  }

  /** The sealed content. */
  private record Plain(
      int schema, String accessToken, @Nullable String refreshToken, @Nullable Instant expiresAt) {

    static Plain of(Credential credential) {
      return new Plain(
          1, credential.accessToken(), credential.refreshToken(), credential.expiresAt());
    }

    Credential credential() {
      return new Credential(accessToken, refreshToken, expiresAt);
    }

    @Override
    public String toString() {
      return "Plain[...]";
    }
  }
}
