package oo.vault;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import oo.connectors.CallDeadline;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.ProviderFailure;
import oo.contract.Json;
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
 * lease. New tokens are committed under the lease's fence before the access token is used.
 *
 * <p>A grant is over when the provider says so to its refresh token, and no other grant was stored
 * meanwhile: the connection then asks the person to reconnect, and that token is never sent again.
 * Any other failure backs off, and the access token stays in use while it lasts. When the provider
 * refused access for 24 hours without a success, the person is asked too, and the grant is still
 * tried. No credential is deleted here.
 *
 * <p>A refresh whose answer was lost may have used up its refresh token, and a provider may answer
 * a late repetition by ending every token of the person. So it is repeated within {@link #REPEAT},
 * or when the access token is of no use any more and nothing can be lost by it.
 *
 * <p>No transaction is open while a provider is called.
 */
public final class Credentials {
  private static final Duration EARLY = Duration.ofMinutes(15);
  private static final Duration REFRESH = Duration.ofSeconds(15);

  /** Minimum remaining life of an access token that could not be refreshed. */
  private static final Duration USABLE = Duration.ofMinutes(1);

  /** Todoist answers a repeated refresh for 60 s. */
  private static final Duration REPEAT = Duration.ofSeconds(45);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

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
    store.put(tx, ref, seal(ref, granted), refreshAt(granted, now));
  }

  /**
   * Runs {@code work} with a fresh access token. When the provider rejects the token, refreshes it
   * and runs {@code work} once more.
   *
   * @throws ProviderFailure.Unauthorized when the person must reconnect; the connection's state is
   *     already set
   * @throws ProviderFailure.Later when the provider rejects the token without saying that the grant
   *     is over
   * @throws ProviderFailure as thrown by {@code work} or the refresh
   * @throws LeaseLost when another holder has the lease
   * @throws CannotOpen when the vault's keys do not open the stored credential
   */
  public <T> T use(Lease lease, Connector connector, Function<Credential, T> work) {
    Row row = row(lease);
    Credential credential = open(lease, connector, row);
    try {
      return accepted(lease, row, work.apply(credential));
    } catch (ProviderFailure.Unauthorized e) {
      // A provider may end a token before its expires_in.
    }
    Credential renewed;
    try {
      renewed = renew(lease, connector, credential);
    } catch (ProviderFailure.Unauthorized e) {
      throw e;
    } catch (ProviderFailure e) {
      throw refused(lease, connector, e);
    }
    try {
      return accepted(lease, row, work.apply(renewed));
    } catch (ProviderFailure.Unauthorized e) {
      // The refresh has just proved that the grant lives.
      throw refused(lease, connector, notLetIn(connector));
    }
  }

  private <T> T accepted(Lease lease, Row row, T result) {
    if (row.doubted()) {
      database.execute(db -> store.accepted(db, lease.connection()));
    }
    return result;
  }

  /** The stored credential, refreshed when that is due; throws as {@link #use} does. */
  public Credential open(Lease lease, Connector connector) {
    return open(lease, connector, row(lease));
  }

  private Credential open(Lease lease, Connector connector, Row row) {
    if (row.dead()) {
      throw reconnect(
          lease,
          new ProviderFailure.Unauthorized(
              connector.provider().name() + " no longer lets oO in. Connect it again."),
          false);
    }
    Credential credential = unseal(lease.connection(), row);
    if (!row.sealed().keyId().equals(vault.newestKey())) {
      reseal(lease, credential, row.refreshAt());
    }
    Instant refreshAt = row.refreshAt();
    if (refreshAt == null || credential.refreshToken() == null || lease.now().isBefore(refreshAt)) {
      return credential;
    }
    Instant expiresAt = credential.expiresAt();
    boolean lasts = expiresAt != null && lease.now().plus(USABLE).isBefore(expiresAt);
    Instant sentAt = row.refreshSentAt();
    if (lasts && sentAt != null && lease.now().isAfter(sentAt.plus(REPEAT))) {
      return credential;
    }
    try {
      return refresh(lease, connector, row, credential);
    } catch (ProviderFailure.Unauthorized e) {
      throw e;
    } catch (ProviderFailure e) {
      if (lasts) {
        return credential; // A later call retries the refresh.
      }
      throw e instanceof ProviderFailure.Refused ? refused(lease, connector, e) : e;
    }
  }

  /**
   * Replaces a credential whose access token the provider rejected: by one that was stored
   * meanwhile, else by a refreshed one. Throws as {@link #use} does.
   */
  public Credential renew(Lease lease, Connector connector, Credential refused) {
    Row row = row(lease);
    Credential stored = unseal(lease.connection(), row);
    if (!stored.accessToken().equals(refused.accessToken())) {
      return stored;
    }
    if (stored.refreshToken() == null) {
      throw notLetIn(connector);
    }
    return refresh(lease, connector, row, stored);
  }

  private static ProviderFailure notLetIn(Connector connector) {
    return new ProviderFailure.Later(
        connector.provider().name() + " does not let oO in at the moment. oO tries again.", null);
  }

  /**
   * The stored credential that a new grant is about to replace. Empty when none is stored, when the
   * provider said that it is over, or when the vault's keys do not open it.
   */
  public Optional<Credential> replaced(Transaction tx, ConnectionRef ref) {
    try {
      return store.find(tx, ref).filter(row -> !row.dead()).map(row -> unseal(ref, row));
    } catch (CannotOpen e) {
      return Optional.empty();
    }
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
                new ProviderFailure.Unauthorized("oO has no permission stored. Connect it again."),
                false));
  }

  private Credential refresh(Lease lease, Connector connector, Row row, Credential credential) {
    Credential refreshed;
    try {
      database.execute(db -> store.refreshSent(db, lease.connection()));
      refreshed = connector.refresh(credential, CallDeadline.within(lease, REFRESH));
    } catch (ProviderFailure.Unauthorized e) {
      Row again = row(lease);
      if (!Arrays.equals(again.sealed().bytes(), row.sealed().bytes())) {
        return unseal(lease.connection(), again);
      }
      throw reconnect(lease, e, true);
    } catch (ProviderFailure e) {
      if (row.refreshSentAt() == null && unused(e)) {
        database.execute(db -> store.refreshUnused(db, lease.connection()));
      }
      throw e;
    }
    Instant refreshAt = refreshAt(refreshed, lease.now());
    // A repeated refresh that brings no new refresh token leaves the old one in doubt.
    boolean answered =
        row.refreshSentAt() == null
            || !Objects.equals(refreshed.refreshToken(), credential.refreshToken());
    database.run(tx -> {
      // Also after the lease expired, unless it was taken: the old refresh token is used up.
      requireUntaken(tx, lease);
      store.replace(
          tx, lease.connection(), seal(lease.connection(), refreshed), refreshAt, answered);
    });
    return refreshed;
  }

  /** Whether a refresh that failed like this certainly did nothing at the provider. */
  private static boolean unused(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.Down down -> !down.sent();
      case ProviderFailure.Later later -> true;
      case ProviderFailure.ClientRefused refused -> true;
      case ProviderFailure.Refused refused -> true;
      case ProviderFailure.Unauthorized unauthorized -> true;
      case ProviderFailure.TooLarge tooLarge -> false;
    };
  }

  private void reseal(Lease lease, Credential credential, @Nullable Instant refreshAt) {
    database.run(tx -> {
      if (leases.untaken(tx, lease)) {
        store.replace(
            tx, lease.connection(), seal(lease.connection(), credential), refreshAt, false);
      }
    });
  }

  /**
   * Notes that the provider refuses access, which does not end the grant.
   *
   * @return {@code failure}, or what asks the person when it has for 24 hours
   */
  private ProviderFailure refused(Lease lease, Connector connector, ProviderFailure failure) {
    boolean tooLong =
        database.transaction(tx -> {
          requireUntaken(tx, lease);
          return store.refused(tx, lease.connection());
        });
    return tooLong
        ? reconnect(
            lease,
            new ProviderFailure.Unauthorized(
                connector.provider().name() + " has not let oO in for a day. Connect it again."),
            false)
        : failure;
  }

  /**
   * @param dead the provider said that the grant is over
   */
  private ProviderFailure.Unauthorized reconnect(
      Lease lease, ProviderFailure.Unauthorized e, boolean dead) {
    database.run(tx -> {
      requireUntaken(tx, lease);
      if (dead) {
        store.dead(tx, lease.connection());
      }
      boolean alive = store.find(tx, lease.connection()).filter(row -> !row.dead()).isPresent();
      connections
          .unreadSinceCopyOf(tx, lease.connection())
          .ifPresentOrElse(
              copy -> connections.lostByRestore(tx, lease.connection(), restored(copy), alive),
              () -> connections.needsReconnect(tx, lease.connection(), e.words(), alive));
    });
    return e;
  }

  private static String restored(Instant copy) {
    return "oO was restored from a copy of "
        + DAY.format(copy)
        + ", and its permission has changed since. Renew it; nothing at the source is lost.";
  }

  private void requireUntaken(Transaction tx, Lease lease) {
    if (!leases.untaken(tx, lease)) {
      throw new LeaseLost();
    }
  }

  private static @Nullable Instant refreshAt(Credential credential, Instant now) {
    Instant expiresAt = credential.expiresAt();
    if (expiresAt == null) {
      return null;
    }
    Duration half = Duration.between(now, expiresAt).dividedBy(2);
    return expiresAt.minus(half.compareTo(EARLY) < 0 ? half : EARLY);
  }

  private TokenVault.Sealed seal(ConnectionRef ref, Credential credential) {
    byte[] plain = Json.mapper().writeValueAsBytes(Plain.of(credential));
    try {
      return vault.seal(ref, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
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
