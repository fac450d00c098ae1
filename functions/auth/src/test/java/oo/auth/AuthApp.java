package oo.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.base.Uuid7;
import oo.host.http.Reply;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;
import oo.postgres.Outage;
import oo.postgres.TestDatabase;

/** The module on a separate database, with a queue and an object store in memory. */
final class AuthApp implements AutoCloseable {
  static final String SITE = "http://localhost:8080";

  record Sent(String queue, String body) {}

  final TestDatabase database = TestDatabase.create();
  final Outage outage = new Outage();
  final MaliciousGoogle google = new MaliciousGoogle();
  final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
  final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  volatile ObjectStore store = new InMemoryStore();
  final List<Map<String, Object>> log = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> settings = new HashMap<>();
  volatile boolean queueDown;

  AuthApp() {
    settings.put("SITE_ORIGIN", SITE);
    settings.putAll(GeneratedKeys.make());
    settings.put("GOOGLE_ISSUER", google.issuer());
    settings.put("GOOGLE_CLIENT_ID", MaliciousGoogle.CLIENT);
    settings.put("GOOGLE_CLIENT_SECRET", MaliciousGoogle.SECRET);
    settings.put("REVOKE_QUEUE", "revocations");
    settings.put("DELIVER_QUEUE", "deliveries");
  }

  /** Another process with the present settings. */
  FunctionHost start() {
    var now = new Settings(settings);
    return FunctionHost.start(List.of(new AuthWiring()), module -> now, new InMemory(), log::add);
  }

  Browser browser() {
    return new Browser(start());
  }

  /** A browser with a signed-in user. */
  Browser signedIn(String subject) {
    Browser browser = browser();
    signIn(browser, subject);
    return browser;
  }

  Reply signIn(Browser browser, String subject) {
    google.subject = subject;
    Reply begun = browser.get("begin_sign_in", "/api/auth/google?return_to=/tip.html");
    return browser.get("finish_sign_in", google.agree(Browser.location(begun)));
  }

  <T> T ask(String sql, Class<T> type) {
    return new Database(database.dataSource()).statement(db -> db.sql(sql).query(type).single());
  }

  int count(String fromWhere) {
    return ask("select count(*) from " + fromWhere, Integer.class);
  }

  void run(String sql) {
    new Database(database.dataSource()).run(tx -> tx.sql(sql).update());
  }

  /** A live connection of the user with a sealed token. */
  UUID connect(UUID user) {
    UUID id = Uuid7.next();
    run(
        """
        insert into connection (user_id, connection_id, provider, account_id, account_name, state, created_at, due_at)
        values ('%s', '%s', 'todoist', 'account-%s', 'Ada at Todoist', 'live', oo_now(), oo_now())
        """
            .formatted(user, id, id));
    run(
        """
        insert into credential (user_id, connection_id, key_id, sealed, stored_at)
        values ('%s', '%s', 'v1', '\\x5ea1ed5ea1ed', oo_now())
        """
            .formatted(user, id));
    return id;
  }

  /** A tap whose change waits for its source; returns its decision. */
  UUID tap(UUID user, UUID connection, String title) {
    UUID decision = Uuid7.next();
    run(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        values ('%s', '%s', oo_now(), oo_now() + interval '12 hours', 'random', 0, '\\x00', '{}', '{}', '{}', '%s', 0,
          '1', 1, 'none', false, jsonb_build_object('title', '%s'), 'done')
        """
            .formatted(user, decision, connection, title));
    run(
        """
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring, command_id,
          state, due_at, hinted_at, traceparent, created_at)
        values ('%s', '%s', 'close', '%s', '1', 'none', false, '%s', 'waiting', oo_now() + interval '15 seconds',
          oo_now(), '', oo_now())
        """
            .formatted(user, decision, connection, Uuid7.next()));
    return decision;
  }

  UUID onlyUser() {
    return ask("select user_id from app_user where deleted_at is null", UUID.class);
  }

  @Override
  public void close() {
    google.close();
    database.close();
  }

  private final class InMemory implements Platform {
    @Override
    public DataSource dataSource(Settings settings) {
      return outage.around(database.dataSource());
    }

    @Override
    public MessageQueue queue(Settings settings) {
      return (queue, messages) -> {
        if (queueDown) {
          throw new IllegalStateException("The queue is down");
        }
        messages.forEach(message -> sent.add(new Sent(queue, message.body())));
      };
    }

    @Override
    public ObjectStore objects(Settings settings) {
      return store;
    }
  }

  /** Objects by {@code KEY LIFE}. */
  class InMemoryStore implements ObjectStore {
    @Override
    public URI put(String key, String contentType, Content content, Duration life) {
      try (InputStream in = content.open()) {
        objects.put(key + " " + life, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return URI.create(SITE + "/objects/" + key);
    }

    @Override
    public void delete(String key) {
      objects.keySet().removeIf(known -> known.startsWith(key + " "));
    }
  }

  /** Runs the work several times in parallel. */
  static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
    var together = new CyclicBarrier(times);
    Callable<T> started =
        () -> {
          together.await();
          return work.call();
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (Future<T> future : threads.invokeAll(Collections.nCopies(times, started))) {
        results.add(future.get());
      }
      return results;
    }
  }
}
