package oo.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.signals.ConnectionRef;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.vault.TokenVault.Sealed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ResealIT {
  private static final String OLD = "old:" + key(1);
  private static final String NEW = "new:" + key(2);

  private final TestDatabase test = TestDatabase.create();
  private final Database database = new Database(test.dataSource());
  private final CredentialStore store = new CredentialStore();
  private final Map<ConnectionRef, String> tokens = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void afterKillsAndRenewalsTheNewKeyAloneOpensTheNewestTokens() throws Exception {
    List<ConnectionRef> refs = connections(2_300);
    put(refs, OLD);
    var over = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (TokenVault server : List.of(vault(NEW + "," + OLD), vault(OLD + "," + NEW))) {
        threads.submit(() -> {
          var random = new Random(server.newestKey().hashCode());
          while (!over.get()) {
            renew(refs.get(random.nextInt(refs.size())), server);
          }
        });
      }
      try {
        for (int kills = 0; kills < 3; kills++) {
          assertThatExceptionOfType(Killed.class)
              .isThrownBy(() ->
                  reseal(NEW + "," + OLD)
                      .run((at, all) -> {
                        throw new Killed();
                      }));
        }
        reseal(NEW + "," + OLD).run((at, all) -> {});
      } finally {
        over.set(true);
      }
    }

    var outcome = reseal(NEW + "," + OLD).run((at, all) -> {});

    assertThat(outcome.left()).isEmpty();
    assertThat(outcome.unopened()).isEmpty();
    TokenVault alone = vault(NEW);
    for (ConnectionRef ref : refs) {
      Sealed sealed = database.statement(db -> store.find(db, ref)).orElseThrow().sealed();
      assertThat(new String(alone.open(ref, sealed), UTF_8)).isEqualTo(tokens.get(ref));
    }
    assertThat(reseal(NEW).run((at, all) -> {}).sealed()).isZero();
  }

  @Test
  void aRowThatCannotBeOpenedIsNamedAndStopsNoOther() {
    List<ConnectionRef> refs = connections(600);
    put(refs, OLD);
    write(refs.get(0), new Sealed("old", new byte[] {1, 2, 3}));
    write(
        refs.get(1),
        vault("old:" + key(7)).seal(refs.get(1), "another key of that name".getBytes(UTF_8)));
    write(refs.get(2), vault(OLD).seal(refs.get(3), "another connection's".getBytes(UTF_8)));

    var outcome = reseal(NEW + "," + OLD).run((at, all) -> {});

    assertThat(outcome.sealed()).isEqualTo(597);
    assertThat(outcome.unopened()).containsExactlyInAnyOrderElementsOf(refs.subList(0, 3));
    assertThat(outcome.left()).isEqualTo(Map.of("old", 3L));
  }

  @Test
  void aKeyThatRowsNeedIsAskedForAndNothingChanges() {
    List<ConnectionRef> refs = connections(3);
    put(refs, "gone:" + key(9));
    put(refs.subList(2, 3), OLD);

    assertThatThrownBy(() -> reseal(NEW + "," + OLD).run((at, all) -> {}))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith("VAULT_KEYS: lacks gone, and 2 stored tokens need it.");

    assertThat(database.<Map<String, Long>>statement(store::sealedByKey))
        .isEqualTo(Map.of("gone", 2L, "old", 1L));
  }

  /**
   * As Credentials does: it reads, asks the provider, and replaces what it read, under the lease.
   */
  private void renew(ConnectionRef ref, TokenVault server) {
    database.run(tx -> {
      tx.sql("select 1 from connection where user_id = ? and connection_id = ? for no key update")
          .params(ref.user().value(), ref.connection().value())
          .query(Integer.class)
          .single();
      Sealed before = store.find(tx, ref).orElseThrow().sealed();
      assertThat(new String(server.open(ref, before), UTF_8)).isEqualTo(tokens.get(ref));
      String token = Uuid7.next().toString();
      store.replace(tx, ref, server.seal(ref, token.getBytes(UTF_8)), null, true);
      tx.afterCommit(() -> tokens.put(ref, token));
    });
  }

  private void put(List<ConnectionRef> refs, String key) {
    TokenVault vault = vault(key);
    database.run(tx -> {
      for (ConnectionRef ref : refs) {
        String token = Uuid7.next().toString();
        tokens.put(ref, token);
        store.put(tx, ref, vault.seal(ref, token.getBytes(UTF_8)), null);
      }
    });
  }

  private void write(ConnectionRef ref, Sealed sealed) {
    database.run(tx -> store.put(tx, ref, sealed, null));
  }

  private List<ConnectionRef> connections(int count) {
    return database.transaction(tx -> {
      var user = new UserId(Uuid7.next());
      tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
          .param(user.value())
          .update();
      var lifecycle = new ConnectionLifecycle();
      var refs = new ArrayList<ConnectionRef>();
      for (int i = 0; i < count; i++) {
        refs.add(lifecycle.connect(tx, user, "fake", "account-" + i, null, Trace.begin()));
      }
      return refs;
    });
  }

  private Reseal reseal(String keys) {
    return new Reseal(database, vault(keys));
  }

  private static SodiumTokenVault vault(String keys) {
    return SodiumTokenVault.from(new Settings(Map.of("VAULT_KEYS", keys)));
  }

  private static String key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return Base64.getEncoder().encodeToString(key);
  }

  private static final class Killed extends RuntimeException {}
}
