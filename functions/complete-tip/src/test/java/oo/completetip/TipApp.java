package oo.completetip;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import javax.sql.DataSource;
import oo.connectors.Connector;
import oo.connectors.Providers;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.UserId;
import oo.host.http.Request;
import oo.host.objects.ObjectStore;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.maintenance.outbox.DueConnections;
import oo.maintenance.outbox.DueDeliveries;
import oo.maintenance.outbox.DueMails;
import oo.maintenance.outbox.DueRevocations;
import oo.maintenance.outbox.SweepOutboxFunction;
import oo.postgres.Mortality;
import oo.postgres.TestDatabase;
import oo.signals.Feedback;
import oo.signals.candidates.CandidatePool;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The module as it runs: a real host on its test database, whose clock stands still unless a test
 * moves it, with a queue in memory that delivers only when a test says so.
 */
final class TipApp implements AutoCloseable {
  static final String SITE = "http://localhost:8080";
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private static final ECKey KEY = key();

  final TestDatabase testDatabase = TestDatabase.create();
  final HikariDataSource pool = pool();
  private volatile DataSource rows = pool;
  final Database database = new Database(switchable());
  final Mortality mortality = Mortality.atCommits();
  final Statements statements = new Statements();
  final ScriptedConnector source = new ScriptedConnector();
  final List<MessageQueue.Outgoing> sent = Collections.synchronizedList(new ArrayList<>());
  final List<Feedback> heard = Collections.synchronizedList(new ArrayList<>());
  final List<Map<String, Object>> log = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> settings = new HashMap<>();
  final FunctionHost host;
  volatile boolean queueDown;

  /** With the scripted provider. */
  TipApp() {
    this(Map.of(), null);
  }

  /** With the providers that these settings configure. */
  TipApp(Map<String, String> more) {
    this(more, Providers::from);
  }

  private TipApp(Map<String, String> more, Function<Settings, Providers> providers) {
    settings.put("SITE_ORIGIN", SITE);
    settings.put("LIMITS", "off"); // Histories are thousands of taps of one user.
    settings.put("SESSION_PUBLIC_KEYS", new JWKSet(KEY.toPublicJWK()).toString());
    settings.put("VAULT_KEYS", "v1:" + "A".repeat(43) + "=");
    settings.put("DELIVER_QUEUE", "deliveries");
    settings.putAll(more);
    Function<Settings, Providers> all = providers == null ? own -> Providers.of(source) : providers;
    var wiring =
        new CompleteTipWiring(
            own ->
                all.apply(own)
                    .each(connector -> mortality.mortal(Connector.class, connector, "provider")),
            List.of((tx, events) -> {
              for (var event : events) {
                if (event instanceof Feedback feedback) {
                  tx.afterCommit(() -> heard.add(feedback));
                }
              }
            }));
    testDatabase.setNow(NOON);
    host =
        FunctionHost.start(
            List.of(wiring), module -> new Settings(settings), new InMemory(), log::add);
  }

  /** From now on all goes through this one. */
  void through(DataSource other) {
    rows = other;
  }

  private DataSource switchable() {
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        return rows.getConnection();
      }

      @Override
      public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private HikariDataSource pool() {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(testDatabase.url());
    pool.setUsername(testDatabase.user());
    pool.setPassword(testDatabase.password());
    pool.setMaximumPoolSize(24);
    pool.setMinimumIdle(1);
    return pool;
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An access token that outlives every test. */
  static String cookie(UUID user, UUID session) {
    try {
      var jwt =
          AccessTokens.unsigned(
              "1",
              new SiteOrigin(SITE),
              new AccessToken(
                  new UserId(user), new SessionId(session), 1, NOON.plus(Duration.ofDays(400))),
              Instant.now());
      jwt.sign(new ECDSASigner(KEY));
      return "__Host-oo-access=" + jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  Answer call(String function, String cookie, String tip, String json) {
    return call(function, cookie, tip, json, Map.of());
  }

  Answer call(
      String function, String cookie, String tip, String json, Map<String, List<String>> more) {
    var headers =
        new HashMap<String, List<String>>(
            Map.of(
                "X-OO",
                List.of("1"),
                "Origin",
                List.of(SITE),
                "Content-Type",
                List.of("application/json"),
                "Cookie",
                List.of(cookie)));
    headers.putAll(more);
    var request =
        new Request(
            "POST",
            "/api/tips/" + tip + "/" + function.replace('_', '-'),
            Map.of("id", tip),
            Map.of(),
            headers,
            json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new Answer(mortality.lived(host.handle(function, request)));
  }

  Answer health() {
    return new Answer(
        host.handle(
            "complete_tip_health",
            new Request(
                "GET", "/api/complete-tip/health", Map.of(), Map.of(), Map.of(), new byte[0])));
  }

  // The queue, and the sweep.

  /** Delivers every message sent so far once, however long it should still wait. */
  void pump() {
    List<MessageQueue.Outgoing> batch = List.copyOf(sent);
    sent.clear();
    batch.forEach(message -> consume(message.body()));
  }

  /** Whether the message was acknowledged. */
  boolean consume(String body) {
    return mortality
        .lived(host.consume("deliver_completions", List.of(new Message("1", body))))
        .isEmpty();
  }

  void advance(Duration by) {
    testDatabase.advance(by);
  }

  /** Lets the time to undo pass and delivers its message. */
  void deliver() {
    advance(Duration.ofSeconds(15));
    pump();
  }

  /** Loses all messages and sweeps: due rows get new ones. */
  void sweep() {
    sent.clear();
    new SweepOutboxFunction(
            database,
            (queue, messages) -> {
              if (queue.equals("deliveries")) {
                sent.addAll(messages);
              }
            },
            new CandidatePool(),
            new DueConnections("fetches"),
            new DueDeliveries("deliveries"),
            new DueRevocations("revocations"),
            new DueMails("mails", true),
            null,
            Duration.ZERO)
        .run();
    pump();
  }

  /** Sweeps, minute after minute, until nothing is pending. */
  void settle() {
    for (int minute = 0; pending() > 0; minute++) {
      if (minute > 60) {
        throw new AssertionError("Still pending after an hour");
      }
      advance(Duration.ofSeconds(61));
      sweep();
    }
  }

  int pending() {
    return count("delivery where state in ('waiting', 'sending')");
  }

  // What the database says.

  <T> T ask(String sql, Class<T> type) {
    return database.statement(db -> db.sql(sql).query(type).single());
  }

  int count(String fromWhere) {
    return ask("select count(*) from " + fromWhere, Integer.class);
  }

  void run(String sql) {
    database.run(tx -> tx.sql(sql).update());
  }

  @Override
  public void close() {
    host.close();
    pool.close();
    testDatabase.close();
  }

  private final class InMemory implements Platform {
    @Override
    public DataSource dataSource(Settings settings) {
      return statements.noted(mortality.mortal(switchable()));
    }

    @Override
    public MessageQueue queue(Settings settings) {
      return mortality.mortal(
          MessageQueue.class,
          (address, messages) -> {
            if (queueDown) {
              throw new IllegalStateException("The queue is down");
            }
            sent.addAll(messages);
          });
    }

    @Override
    public ObjectStore objects(Settings settings) {
      throw new UnsupportedOperationException();
    }
  }

  /** Does the work that many times concurrently. */
  static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
    return atOnce(Collections.nCopies(times, work));
  }

  static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    var together = new CyclicBarrier(work.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<T>>();
      for (Callable<T> one : work) {
        futures.add(
            threads.submit(() -> {
              together.await();
              return one.call();
            }));
      }
      var results = new ArrayList<T>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
