package oo.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.FetchResult;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refresh never loses a token, whatever happens at the same time. */
final class CredentialsIT {
  private static TestDatabase testDatabase;
  private static Database database;

  private final ConnectionStore connections = new ConnectionStore();
  private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();
  private final Leases leases = new Leases(connections);
  private final Credentials credentials = new Credentials(database, vault("new:" + key(2)));
  private ConnectionRef ref;

  @BeforeAll
  static void start() {
    testDatabase = TestDatabase.create();
    database = new Database(testDatabase.dataSource());
  }

  @AfterAll
  static void stop() {
    testDatabase.close();
  }

  @BeforeEach
  void connect() {
    var user = new UserId(Uuid7.next());
    ref =
        database.transaction(tx -> {
          tx.sql(
                  "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
              .param(user.value())
              .update();
          return lifecycle.connect(tx, user, "fake", "account-" + user, null, Trace.begin());
        });
  }

  @Test
  void aFreshTokenIsUsedAsItIs() {
    store("a1", "r1", Duration.ofHours(1));

    assertThat(open(new Fake(this::rotated)).accessToken()).isEqualTo("a1");
  }

  @Test
  void anOldOneIsRefreshedAndStoredBeforeItIsUsed() {
    store("a1", "r1", Duration.ofMinutes(10));
    testDatabase.advance(Duration.ofMinutes(6));

    assertThat(open(new Fake(this::rotated)).accessToken()).isEqualTo("a1'");
    assertThat(credentials.asStored(ref).orElseThrow().refreshToken()).isEqualTo("r1'");
  }

  @Test
  void aTokenWithoutARefreshTokenIsUsedUntilItIsRefused() {
    store("a1", null, Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    var fake = new Fake(this::rotated);

    assertThat(open(fake).accessToken()).isEqualTo("a1");
    assertThatThrownBy(() ->
            credentials.use(
                lease(),
                new Fake(credential -> {
                  throw new ProviderFailure.Unauthorized("dead");
                }),
                Trace.begin(),
                credential -> {
                  throw new ProviderFailure.Unauthorized("expired");
                }))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThat(state()).isEqualTo(Connection.State.RECONNECT);
    assertThat(credentials.asStored(ref)).isPresent();
  }

  @Test
  void whoLostTheLeaseStoresNothing() {
    store("a1", "r1", Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    Lease lease = lease();
    var overtaken =
        new Fake(credential -> {
          testDatabase.advance(Duration.ofMinutes(2));
          lease();
          return rotated(credential);
        });

    assertThatThrownBy(() -> credentials.open(lease, overtaken, Trace.begin()))
        .isInstanceOf(LeaseLost.class);
    assertThat(credentials.asStored(ref).orElseThrow().refreshToken()).isEqualTo("r1");
  }

  @Test
  void aLeaseThatExpiredButWasNotTakenStillStoresItsToken() {
    store("a1", "r1", Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    var slow =
        new Fake(credential -> {
          testDatabase.advance(Duration.ofMinutes(2));
          return rotated(credential);
        });

    assertThat(open(slow).accessToken()).isEqualTo("a1'");
    assertThat(credentials.asStored(ref).orElseThrow().refreshToken()).isEqualTo("r1'");
  }

  @Test
  void aDisconnectMeanwhileKeepsTheNewTokenForItsRevocation() {
    store("a1", "r1", Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    var ending =
        new Fake(credential -> {
          database.run(tx -> lifecycle.end(tx, ref, Trace.begin()));
          return rotated(credential);
        });

    open(ending);

    assertThat(credentials.asStored(ref).orElseThrow().refreshToken()).isEqualTo("r1'");
    assertThat(state()).isEqualTo(Connection.State.ENDED);
  }

  @Test
  void aRejectedGrantThatWasRenewedMeanwhileDoesNotAskThePerson() {
    store("a1", "r1", Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    var renewed =
        new Fake(credential -> {
          store("a2", "r2", Duration.ofHours(1));
          throw new ProviderFailure.Unauthorized("dead");
        });

    assertThat(open(renewed).accessToken()).isEqualTo("a2");
    assertThat(state()).isEqualTo(Connection.State.LIVE);
  }

  @Test
  void aRefusedTokenIsRefreshedOnceAndNoMore() {
    store("a1", "r1", Duration.ofHours(1));
    var refreshes = new AtomicInteger();
    var fake =
        new Fake(credential -> {
          refreshes.incrementAndGet();
          return rotated(credential);
        });

    assertThatThrownBy(() ->
            credentials.use(
                lease(),
                fake,
                Trace.begin(),
                credential -> {
                  throw new ProviderFailure.Unauthorized("no");
                }))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThat(refreshes).hasValue(1);
    assertThat(state()).isEqualTo(Connection.State.RECONNECT);
  }

  @Test
  void anOlderKeysCredentialIsResealedWhenItIsOpened() {
    var old = new Credentials(database, vault("old:" + key(1)));
    database.run(tx ->
        old.store(tx, ref, new Credential("a1", "r1", now().plus(Duration.ofHours(1))), now()));
    var both = new Credentials(database, vault("new:" + key(2) + ",old:" + key(1)));

    assertThat(both.open(lease(), new Fake(this::rotated), Trace.begin()).accessToken())
        .isEqualTo("a1");

    assertThat(credentials.asStored(ref).orElseThrow().accessToken()).isEqualTo("a1");
  }

  @Test
  void aWrongKeyOfAKnownNameIsRedAndTheRightOneGreen() {
    assertThat(new VaultProbe(database, vault("p:" + key(1))).check().ok()).isTrue();
    assertThat(new VaultProbe(database, vault("p:" + key(1))).check().ok()).isTrue();

    var check = new VaultProbe(database, vault("p:" + key(9))).check();
    assertThat(check.ok()).isFalse();
    assertThat(check.detail()).contains("p");
    assertThat(check.mend()).contains("VAULT_KEYS");
  }

  private void store(String access, @Nullable String refresh, Duration life) {
    Instant now = now();
    database.run(
        tx -> credentials.store(tx, ref, new Credential(access, refresh, now.plus(life)), now));
  }

  private Credential open(Connector connector) {
    return credentials.open(lease(), connector, Trace.begin());
  }

  private Lease lease() {
    database.run(tx ->
        tx.sql("update connection set lease_until = null where connection_id = ?")
            .param(ref.connection().value())
            .update());
    return database.transaction(tx -> leases.take(tx, ref, Duration.ofSeconds(60))).orElseThrow();
  }

  private Connection.State state() {
    return database.transaction(tx -> connections.find(tx, ref)).orElseThrow().state();
  }

  private static Instant now() {
    return database
        .statement(db -> db.sql("select oo_now()").query(java.time.OffsetDateTime.class).single())
        .toInstant();
  }

  private Credential rotated(Credential credential) {
    return new Credential(
        credential.accessToken() + "'",
        credential.refreshToken() + "'",
        now().plus(Duration.ofHours(1)));
  }

  private static SodiumTokenVault vault(String keys) {
    return SodiumTokenVault.from(new Settings(Map.of("VAULT_KEYS", keys)));
  }

  private static String key(int value) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) value);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A provider that supports only refresh. */
  private record Fake(UnaryOperator<Credential> refreshing) implements Connector {
    @Override
    public Provider provider() {
      return new Provider("fake", "Fake");
    }

    @Override
    public Credential refresh(Credential credential, CallDeadline deadline) {
      return refreshing.apply(credential);
    }

    @Override
    public URI beginOauth(OauthAttempt attempt) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Grant finishOauth(CodeExchange exchange, CallDeadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FetchResult fetchSignals(
        ConnectionRef connection,
        Credential credential,
        @Nullable String cursor,
        CallDeadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeliveryResult complete(
        ConnectionRef connection,
        Credential credential,
        @Nullable String cursor,
        Command command,
        CallDeadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeliveryResult reopen(
        ConnectionRef connection,
        Credential credential,
        @Nullable String cursor,
        Command command,
        CallDeadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void revoke(Credential credential, CallDeadline deadline) {
      throw new UnsupportedOperationException();
    }
  }
}
