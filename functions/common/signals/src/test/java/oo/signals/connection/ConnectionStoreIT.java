package oo.signals.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectionStoreIT {
  private static final Duration LIFE = Duration.ofMinutes(2);

  private final TestDatabase test = TestDatabase.create();
  private final Database database = new Database(test.dataSource());
  private final ConnectionStore connections = new ConnectionStore();
  private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();
  private final Leases leases = new Leases(connections);
  private final ReadSchedule schedule = new ReadSchedule(connections);
  private final UserId user = new UserId(Uuid7.next());
  private ConnectionRef ref;

  @BeforeEach
  void aConnection() {
    sql(
        "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())",
        user.value());
    ref = connect("1");
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void twentyAtOnceGetOneLease() throws Exception {
    try (var threads = Executors.newFixedThreadPool(20)) {
      Callable<Optional<Lease>> take = this::lease;
      var taken = new ArrayList<Lease>();
      for (Future<Optional<Lease>> answer :
          threads.invokeAll(IntStream.range(0, 20).mapToObj(i -> take).toList())) {
        answer.get().ifPresent(taken::add);
      }
      assertThat(taken).hasSize(1);
      assertThat(holds(taken.getFirst())).isTrue();
    }
  }

  @Test
  void eightThatReleaseItNeverHoldItTogether() throws Exception {
    sql("create table inside (n int not null)");
    sql("insert into inside values (0)");
    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<Boolean> work =
          () -> {
            Optional<Lease> lease = lease();
            while (lease.isEmpty()) {
              Thread.sleep(25);
              lease = lease();
            }
            Lease held = lease.get();
            int before = count("inside where n = 0");
            sql("update inside set n = 1");
            Thread.sleep(3);
            sql("update inside set n = 0");
            database.run(tx -> leases.release(tx, held));
            return before == 1;
          };
      for (Future<Boolean> alone :
          threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> work).toList())) {
        assertThat(alone.get()).isTrue();
      }
    }
    assertThat(lease().orElseThrow().fence()).isEqualTo(9);
  }

  @Test
  void aLeaseEndsByTheDatabasesClockAndItsFenceIsWorthNothingAfterwards() {
    test.setNow(Instant.parse("2026-05-01T08:00:00Z"));
    Lease late = lease().orElseThrow();
    assertThat(late.left()).isBetween(LIFE.minusSeconds(60), LIFE);
    test.advance(LIFE.minusSeconds(1));
    assertThat(holds(late)).isTrue();
    assertThat(lease()).isEmpty();

    test.advance(Duration.ofSeconds(1));
    assertThat(holds(late)).isFalse();
    assertThat(untaken(late)).isTrue();
    Lease next = lease().orElseThrow();

    assertThat(next.fence()).isEqualTo(late.fence() + 1);
    assertThat(untaken(late)).isFalse();
    database.run(tx -> leases.release(tx, late));
    assertThat(holds(next)).isTrue();
    database.run(tx -> leases.release(tx, next));
    assertThat(lease()).isPresent();
  }

  @Test
  void aCheckOfTheFenceKeepsOthersOutUntilTheCommit() throws Exception {
    Lease lease = lease().orElseThrow();
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> renewing =
          database.transaction(tx -> {
            assertThat(leases.holds(tx, lease)).isTrue();
            Future<?> other = threads.submit(() -> connect("1"));
            waitForLock();
            assertThat(other.isDone()).isFalse();
            return other;
          });
      renewing.get();
    }
    assertThat(holds(lease)).isFalse();
  }

  @Test
  void aPersonsRequestIsHintedAlsoWhenItIsDueAndNoHintWasSent() {
    sql("update connection set due_at = oo_now() - interval '1 second', hinted_at = null");
    var schedule = new ReadSchedule(connections);

    assertThat(
            database.<List<ConnectionRef>>transaction(
                tx -> schedule.makeDue(tx, user, Trace.begin())))
        .containsExactly(ref);
    assertThat(
            database.<List<ConnectionRef>>transaction(
                tx -> schedule.makeDue(tx, user, Trace.begin())))
        .as("hinted at a moment ago")
        .isEmpty();
  }

  @Test
  void renewingKeepsTheIdAndTakesTheLeaseAway() {
    Lease lease = lease().orElseThrow();
    database.run(tx -> connections.needsReconnect(tx, ref, "no more", false));
    assertThat(row().state()).isEqualTo(Connection.State.RECONNECT);

    assertThat(connect("1")).isEqualTo(ref);

    assertThat(row().state()).isEqualTo(Connection.State.LIVE);
    assertThat(row().lastError()).isNull();
    assertThat(holds(lease)).isFalse();
    assertThat(untaken(lease)).isFalse();
    assertThat(connect("2")).isNotEqualTo(ref);
  }

  @Test
  void tenThatConnectOneAccountAtOnceGetOneConnection() throws Exception {
    try (var threads = Executors.newFixedThreadPool(10)) {
      Callable<ConnectionRef> connect = () -> connect("new");
      assertThat(
              threads.invokeAll(IntStream.range(0, 10).mapToObj(i -> connect).toList()).stream()
                  .map(Future::resultNow)
                  .distinct())
          .hasSize(1);
    }
  }

  @Test
  void endingCancelsWhatWaitsEndsTheTipAndQueuesTheRevocationOnce() {
    UUID waiting = decision("open", "waiting");
    UUID sending = decision("done", "sending");
    ConnectionRef other = connect("2");
    Lease lease = lease().orElseThrow();

    assertThat(end(ref)).isTrue();
    assertThat(end(ref)).isFalse();

    assertThat(row().state()).isEqualTo(Connection.State.ENDED);
    assertThat(
            count(
                "delivery where state = 'cancelled' and settled_at is not null and decision_id = '"
                    + waiting
                    + "'"))
        .isEqualTo(1);
    assertThat(count("delivery where state = 'sending' and decision_id = '" + sending + "'"))
        .isEqualTo(1);
    assertThat(count("decision where state = 'disconnected'")).isEqualTo(1);
    assertThat(count("decision where state = 'done'")).isEqualTo(1);
    assertThat(count("revocation where purge_at = due_at + interval '24 hours'")).isEqualTo(1);
    // A token that is being refreshed now may still be kept, to be revoked.
    assertThat(holds(lease)).isTrue();
    assertThat(database.<List<Connection>>transaction(tx -> connections.of(tx, user)))
        .extracting(Connection::ref)
        .containsExactly(other);
    assertThat(connect("1")).isNotEqualTo(ref);
  }

  @Test
  void endingIsConstantWork() {
    sql(
        """
        insert into task (user_id, connection_id, subject, event_id, version, open, eligible)
        select user_id, connection_id, n::text, '', 1, true, true from connection, generate_series(1, 5000) n
        """);
    sql(
        """
        insert into slot (user_id, connection_id, slot, from_v, subject, version)
        select user_id, connection_id, n, 1, n::text, 1 from connection, generate_series(1, 5000) n
        """);

    long read =
        database.<Long>transaction(tx -> {
          lifecycle.end(tx, ref, Trace.begin());
          return tx.sql(
                  "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables")
              .query(Long.class)
              .single();
        });

    assertThat(read).isLessThan(20);
    assertThat(count("task")).isEqualTo(5000);
  }

  @Test
  void allOfAUserAreEndedAndNoOthers() {
    ConnectionRef second = connect("2");
    UserId eve = new UserId(Uuid7.next());
    sql(
        "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())",
        eve.value());
    database.run(tx -> lifecycle.connect(tx, eve, "todoist", "1", "me", Trace.begin()));

    List<ConnectionRef> ended =
        database.transaction(tx -> lifecycle.endAll(tx, user, Trace.begin()));

    assertThat(ended).containsExactly(ref, second);
    assertThat(database.<List<Connection>>transaction(tx -> connections.of(tx, eve))).hasSize(1);
    assertThat(end(new ConnectionRef(eve, ref.connection()))).isFalse();
    assertThat(end(new ConnectionRef(user, new ConnectionId(Uuid7.next())))).isFalse();
  }

  @Test
  void theTraceOfAWishEndsWithItsReading() {
    Lease lease =
        database
            .<Optional<Lease>>transaction(tx -> leases.takeToRead(tx, ref, LIFE, true))
            .orElseThrow();
    assertThat(count("connection where traceparent is not null")).isEqualTo(1);

    database.run(tx -> schedule.read(tx, lease, new ReadSchedule.Read("cursor", true, 0, 0)));

    assertThat(row().cursor()).isEqualTo("cursor");
    assertThat(count("connection where due_at > oo_now() and traceparent is null")).isEqualTo(1);
  }

  private Optional<Lease> lease() {
    return database.transaction(tx -> leases.take(tx, ref, LIFE));
  }

  private boolean holds(Lease lease) {
    return database.transaction(tx -> leases.holds(tx, lease));
  }

  private boolean untaken(Lease lease) {
    return database.transaction(tx -> leases.untaken(tx, lease));
  }

  private boolean end(ConnectionRef which) {
    return database.transaction(tx -> lifecycle.end(tx, which, Trace.begin()));
  }

  private ConnectionRef connect(String account) {
    return database.transaction(
        tx -> lifecycle.connect(tx, user, "todoist", account, "me", Trace.begin()));
  }

  private Connection row() {
    return database.<Connection>transaction(tx -> connections.find(tx, ref).orElseThrow());
  }

  private UUID decision(String state, String delivery) {
    UUID decision = Uuid7.next();
    sql(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        values (?, ?, oo_now(), oo_now() + interval '12 hours', 'random', 0, '\\x00', '{}', '{}', '{}', ?, 0, ?, 1,
          'none', false, '{}', ?)
        """,
        user.value(),
        decision,
        ref.connection().value(),
        delivery,
        state);
    sql(
        """
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
          command_id, state, due_at, traceparent, created_at)
        values (?, ?, 'close', ?, ?, 'none', false, ?, ?, oo_now(), '', oo_now())
        """,
        user.value(),
        decision,
        ref.connection().value(),
        delivery,
        Uuid7.next(),
        delivery);
    return decision;
  }

  private int sql(String sql, Object... params) {
    return database.transaction(tx -> tx.sql(sql).params(params).update());
  }

  /** Waits until a statement of another connection waits for a lock. */
  private void waitForLock() {
    for (int i = 0; i < 1_000; i++) {
      if (count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
          == 1) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    throw new AssertionError("No statement waits for a lock");
  }

  private int count(String tableAndCondition) {
    return database.statement(
        db -> db.sql("select count(*) from " + tableAndCondition).query(Integer.class).single());
  }
}
