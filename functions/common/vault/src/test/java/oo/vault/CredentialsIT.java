package oo.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
import oo.contract.HealthCheck;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
  void aTokenWithoutARefreshTokenIsUsedUntilItIsRefusedForADay() {
    store("a1", null, Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    var fake = new Fake(this::rotated);

    assertThat(open(fake).accessToken()).isEqualTo("a1");
    assertThatThrownBy(() -> use(fake, CredentialsIT::refuse))
        .isInstanceOf(ProviderFailure.Later.class)
        .hasMessageContaining("oO tries again");
    assertThat(state()).isEqualTo(Connection.State.LIVE);
    testDatabase.advance(Duration.ofHours(25));
    assertThatThrownBy(() -> use(fake, CredentialsIT::refuse))
        .isInstanceOf(ProviderFailure.Unauthorized.class)
        .hasMessageContaining("for a day. Connect it again");
    assertThat(state()).isEqualTo(Connection.State.RECONNECT);
    assertThat(credentials.asStored(ref)).isPresent();
  }

  /** Every failure but the provider's word that the grant is over. */
  static Stream<ProviderFailure> notTheProvidersWord() {
    return Stream.of(
        new ProviderFailure.Down("down", true),
        new ProviderFailure.Down("not reached", false),
        new ProviderFailure.Later("later", Duration.ofMinutes(5)),
        new ProviderFailure.ClientRefused("client"),
        new ProviderFailure.Refused("refused"),
        new ProviderFailure.TooLarge("large"));
  }

  @ParameterizedTest
  @MethodSource("notTheProvidersWord")
  void aRefreshThatFailsLeavesTheOldTokenInUseWhileItLasts(ProviderFailure failure) {
    store("a1", "r1", Duration.ofMinutes(10));
    var fake = failing(failure);
    testDatabase.advance(Duration.ofMinutes(6));
    assertThat(open(fake).accessToken()).isEqualTo("a1");

    testDatabase.advance(Duration.ofMinutes(5));
    assertThatThrownBy(() -> open(fake)).isSameAs(failure);
    assertThat(state()).isEqualTo(Connection.State.LIVE);
    assertThat(open(new Fake(this::rotated)).accessToken()).isEqualTo("a1'");
  }

  @ParameterizedTest
  @MethodSource("notTheProvidersWord")
  void aRefusedTokenWhoseRefreshFailsBacksOffForADay(ProviderFailure failure) {
    store("a1", "r1", Duration.ofDays(9));
    assertThatThrownBy(() -> use(failing(failure), CredentialsIT::refuse)).isSameAs(failure);
    testDatabase.advance(Duration.ofHours(23));
    assertThatThrownBy(() -> use(failing(failure), CredentialsIT::refuse)).isSameAs(failure);
    assertThat(state()).isEqualTo(Connection.State.LIVE);

    testDatabase.advance(Duration.ofHours(2));
    assertThatThrownBy(() -> use(failing(failure), CredentialsIT::refuse))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThat(state()).isEqualTo(Connection.State.RECONNECT);
    assertThat(dueWithin("1 hour")).isTrue();
  }

  @Test
  void aRefusalRightAfterARefreshBacksOffAndASuccessBeginsTheDayAnew() {
    store("a1", "r1", Duration.ofDays(9));
    for (int day = 0; day < 3; day++) {
      assertThatThrownBy(() -> use(new Fake(this::rotated), CredentialsIT::refuse))
          .isInstanceOf(ProviderFailure.Later.class);
      testDatabase.advance(Duration.ofHours(13));
      use(new Fake(this::rotated), credential -> credential);
      testDatabase.advance(Duration.ofHours(13));
    }
    assertThat(state()).isEqualTo(Connection.State.LIVE);
  }

  @Test
  void aTokenThatTheProviderCalledOverIsNeverSentAgain() {
    store("a1", "r1", Duration.ofMinutes(1));
    testDatabase.advance(Duration.ofMinutes(5));
    var dead = new Counting(failing(new ProviderFailure.Unauthorized("dead")));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> open(dead.fake())).isInstanceOf(ProviderFailure.Unauthorized.class);
    }
    assertThat(dead.refreshes).hasValue(1);
    assertThat(state()).isEqualTo(Connection.State.RECONNECT);
    assertThat(dueWithin("100 years")).isFalse();

    store("a2", "r2", Duration.ofHours(1));
    assertThat(open(dead.fake()).accessToken()).isEqualTo("a2");
  }

  @Test
  void aLostAnswerIsAskedForAtOnceOrWhenNothingCanBeLost() {
    var lost = new Counting(failing(new ProviderFailure.Down("lost", true)));
    store("a1", "r1", Duration.ofMinutes(10));
    testDatabase.advance(Duration.ofMinutes(6));
    open(lost.fake());
    testDatabase.advance(Duration.ofSeconds(30));
    open(lost.fake());
    assertThat(lost.refreshes).as("within 45 s of the first").hasValue(2);

    testDatabase.advance(Duration.ofSeconds(30));
    assertThat(open(lost.fake()).accessToken()).isEqualTo("a1");
    assertThat(lost.refreshes).as("the access token lasts").hasValue(2);

    testDatabase.advance(Duration.ofMinutes(3));
    assertThatThrownBy(() -> open(lost.fake())).isInstanceOf(ProviderFailure.Down.class);
    assertThat(lost.refreshes).as("nothing can be lost").hasValue(3);
  }

  @Test
  void aProcessThatDiesInARefreshLeavesItsAnswerInDoubt() {
    store("a1", "r1", Duration.ofMinutes(10));
    testDatabase.advance(Duration.ofMinutes(6));
    assertThatThrownBy(() ->
            open(
                new Fake(credential -> {
                  throw new IllegalStateException("killed");
                })))
        .hasMessage("killed");

    testDatabase.advance(Duration.ofMinutes(1));
    var next = new Counting(new Fake(this::rotated));
    assertThat(open(next.fake()).accessToken()).isEqualTo("a1");
    assertThat(next.refreshes).hasValue(0);
  }

  @Test
  void aRepeatedRefreshThatBringsNoNewRefreshTokenLeavesTheOldOneInDoubt() {
    store("a1", "r1", Duration.ofMinutes(10));
    testDatabase.advance(Duration.ofMinutes(6));
    open(failing(new ProviderFailure.Down("lost", true)));
    var repeated =
        new Fake(credential -> new Credential("a2", "r1", now().plus(Duration.ofMinutes(10))));
    assertThat(open(repeated).accessToken()).isEqualTo("a2");

    testDatabase.advance(Duration.ofMinutes(6));
    var next = new Counting(new Fake(this::rotated));
    assertThat(open(next.fake()).accessToken()).isEqualTo("a2");
    assertThat(next.refreshes).hasValue(0);
  }

  private static Credential refuse(Credential credential) {
    throw new ProviderFailure.Unauthorized("401");
  }

  private static Fake failing(ProviderFailure failure) {
    return new Fake(credential -> {
      throw failure;
    });
  }

  private Credential use(Connector connector, Function<Credential, Credential> work) {
    return credentials.use(lease(), connector, work);
  }

  private boolean dueWithin(String interval) {
    return database.statement(db ->
        db.sql("select due_at <= oo_now() + ?::interval from connection where connection_id = ?")
            .params(interval, ref.connection().value())
            .query(Boolean.class)
            .single());
  }

  /** Counts what it refreshes. */
  private record Counting(AtomicInteger refreshes, Fake fake) {
    Counting(Fake of) {
      this(new AtomicInteger(), of);
    }

    Counting(AtomicInteger refreshes, Fake fake) {
      this.refreshes = refreshes;
      this.fake =
          new Fake(credential -> {
            refreshes.incrementAndGet();
            return fake.refreshing().apply(credential);
          });
    }
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

    assertThatThrownBy(() -> credentials.open(lease, overtaken)).isInstanceOf(LeaseLost.class);
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
    var once = new Counting(new Fake(this::rotated));

    assertThatThrownBy(() -> use(once.fake(), CredentialsIT::refuse))
        .isInstanceOf(ProviderFailure.Later.class);
    assertThat(once.refreshes).hasValue(1);
    assertThat(state()).isEqualTo(Connection.State.LIVE);
  }

  @Test
  void anOlderKeysCredentialIsResealedWhenItIsOpened() {
    var old = new Credentials(database, vault("old:" + key(1)));
    database.run(tx ->
        old.store(tx, ref, new Credential("a1", "r1", now().plus(Duration.ofHours(1))), now()));
    var both = new Credentials(database, vault("new:" + key(2) + ",old:" + key(1)));

    assertThat(both.open(lease(), new Fake(this::rotated)).accessToken()).isEqualTo("a1");

    assertThat(credentials.asStored(ref).orElseThrow().accessToken()).isEqualTo("a1");
  }

  @Test
  void aWrongKeyOfAKnownNameIsRedAndTheRightOneGreen() {
    database.run(tx -> tx.sql("delete from credential").update());
    assertThat(new VaultProbe(database, vault("p:" + key(1))).check().ok()).isTrue();
    assertThat(new VaultProbe(database, vault("p:" + key(1))).check().ok()).isTrue();

    var check = new VaultProbe(database, vault("p:" + key(9))).check();
    assertThat(check.ok()).isFalse();
    assertThat(check.detail()).contains("p");
    assertThat(check.mend()).contains("VAULT_KEYS");
  }

  @Test
  void aKeyThatIsGoneWhileTokensNeedItIsRedUntilTheyAreSealedAgain() {
    var old = new Credentials(database, vault("old:" + key(1)));
    database.run(tx ->
        old.store(tx, ref, new Credential("a1", "r1", now().plus(Duration.ofHours(1))), now()));

    HealthCheck gone = new VaultProbe(database, vault("new:" + key(2))).check();
    assertThat(gone.ok()).isFalse();
    assertThat(gone.detail())
        .isEqualTo("Of the stored tokens, 1 need a key that is not there: old.");
    assertThat(gone.mend()).contains("VAULT_KEYS").contains("oo reseal");

    var both = vault("new:" + key(2) + ",old:" + key(1));
    assertThat(new VaultProbe(database, both).check().ok()).isTrue();
    new Reseal(database, both).run((at, all) -> {});
    assertThat(new VaultProbe(database, vault("new:" + key(2))).check().ok()).isTrue();
  }

  private void store(String access, @Nullable String refresh, Duration life) {
    Instant now = now();
    database.run(
        tx -> credentials.store(tx, ref, new Credential(access, refresh, now.plus(life)), now));
  }

  private Credential open(Connector connector) {
    return credentials.open(lease(), connector);
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
