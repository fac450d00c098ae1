package oo.host.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that hangs, goes away and comes back. */
final class RateLimiterIT {
  private static final Budget FIVE = new Budget(5, 3600, 5);
  private static final UUID KEY = new UUID(1, 1);

  /** Longer than the product's, for a busy machine. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final TestDatabase database = TestDatabase.create();
  private final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();
  private final AtomicLong passed = new AtomicLong();

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void aCallWaitsForAQuarterOfASecondAtMost() {
    assertThat(RateLimiter.PATIENCE).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void whileTheDatabaseHangsCallsPassWithinTheBoundAndOneLineIsLogged() throws Exception {
    try (var proxy = new HangingProxy(port())) {
      RateLimiter limiter = limiter(proxy.port(), WAIT);
      assertThat(limiter.count(KEY, FIVE, false)).isZero();
      proxy.hang();

      long from = System.nanoTime();
      for (int key = 0; key < 50; key++) {
        assertThat(limiter.count(new UUID(2, key), FIVE, false)).isZero();
      }
      // The first waited, and no other.
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(WAIT.multipliedBy(3));
      pass(Duration.ofSeconds(6)); // It is tried again, and hangs again.
      assertThat(limiter.count(new UUID(3, 0), FIVE, false)).isZero();

      assertThat(log)
          .singleElement()
          .satisfies(line ->
              assertThat(line)
                  .containsEntry("operation", "limits")
                  .containsEntry("outcome", "database_away"));

      proxy.goOn();
      pass(Duration.ofMinutes(2));
      UUID shared = new UUID(4, 0);
      assertThat(limiter.count(shared, FIVE, false)).isZero();
      assertThat(rows(shared)).isOne();
      proxy.hang();
      limiter.count(new UUID(5, 0), FIVE, false);
      assertThat(log).hasSize(2);
      proxy.goOn();
    }
  }

  @Test
  void withoutADatabaseAnInstanceHoldsTheBudgetByItself() throws Exception {
    RateLimiter limiter = limiter(1);

    int admitted = 0;
    for (int call = 0; call < 100; call++) {
      admitted += limiter.count(KEY, FIVE, false).isZero() ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(5);
    assertThat(limiter.count(KEY, FIVE, false))
        .isBetween(Duration.ofSeconds(700), Duration.ofSeconds(720));
    assertThat(log).hasSize(1);
  }

  /** What passed meanwhile counts when the database is back. */
  @Test
  void whatPassedWhileTheDatabaseWasAwayIsToldAfterwards() throws Exception {
    try (var proxy = new HangingProxy(port())) {
      RateLimiter limiter = limiter(proxy.port(), WAIT);
      proxy.hang();
      for (int call = 0; call < 3; call++) {
        limiter.count(KEY, FIVE, false);
      }
      proxy.goOn();
      pass(Duration.ofSeconds(6));
      assertThat(limiter.count(KEY, FIVE, false)).isZero();
    }

    RateLimiter other = limiter(port());
    assertThat(other.count(KEY, FIVE, false)).isZero();
    assertThat(other.count(KEY, FIVE, false)).isPositive();
  }

  @Test
  void mostCallsAskNoDatabase() throws Exception {
    var budget = new Budget(240, 60, 240);
    RateLimiter limiter = limiter(port());
    for (int call = 0; call < 24; call++) {
      limiter.count(KEY, budget, false);
    }
    assertThat(rows(KEY)).isZero();

    limiter.count(KEY, budget, false);
    assertThat(rows(KEY)).isOne();
  }

  private RateLimiter limiter(int port) {
    return limiter(port, Duration.ofSeconds(20));
  }

  private RateLimiter limiter(int port, Duration patience) {
    var source = new PGSimpleDataSource();
    source.setUrl(database.url().replaceFirst(":\\d+/", ":" + port + "/"));
    source.setUser(database.user());
    source.setPassword(database.password());
    var store = new RateStore(new Database(source));
    return new RateLimiter(() -> store, log::add, () -> System.nanoTime() + passed.get(), patience);
  }

  private int port() {
    return Integer.parseInt(database.url().replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  private void pass(Duration time) {
    passed.addAndGet(time.toNanos());
  }

  private int rows(UUID key) {
    return new Database(database.dataSource())
        .statement(db ->
            db.sql("select count(*) from call_rate where key = ?")
                .param(key)
                .query(Integer.class)
                .single());
  }
}
