package oo.fetchsignals;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Connector;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.Providers;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.objects.ObjectStore;
import oo.host.queue.HintQueue;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.postgres.Mortality;
import oo.postgres.TestDatabase;
import oo.signals.Bus;
import oo.signals.ConnectionRef;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.connection.ReadSchedule;
import oo.signals.hints.FetchHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.ConsentPages;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.standins.oauth.OAuthClient;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;
import org.jspecify.annotations.Nullable;

/** fetch-signals as it runs, on PostgreSQL and with the stand-in Todoist. */
final class FetchApp implements AutoCloseable {
  private static final String SITE = "http://localhost:8080";
  private static final URI CALLBACK = URI.create(SITE + "/api/connectors/todoist/callback");
  private static final String VERIFIER = "v".repeat(43);

  /** A person who is connected. */
  record Person(UserId user, String cookie, ConnectionRef connection, String account) {}

  private final ECKey key;
  private final TestDatabase testDatabase = TestDatabase.create();
  private final StandIns standIns = StandIns.start(StandInsConfig.inMemory());
  private final TodoistControl todoist = StandInsControl.of(standIns).todoist();
  private final FunctionHost host;
  private final Map<String, String> settings = new HashMap<>();
  final Mortality mortality = Mortality.atStatements();
  final List<MessageQueue.Outgoing> sent = Collections.synchronizedList(new ArrayList<>());
  final List<Map<String, Object>> log = Collections.synchronizedList(new ArrayList<>());
  final Database database = new Database(testDatabase.dataSource());
  final Leases leases = new Leases(new ConnectionStore());
  final ConnectionLifecycle lifecycle = new ConnectionLifecycle();
  final Connector connector;
  final Credentials credentials;

  FetchApp() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    todoist.register(OAuthClient.of("oo", "secret", CALLBACK.toString()));
    settings.put("SITE_ORIGIN", SITE);
    settings.put("SESSION_PUBLIC_KEYS", new JWKSet(key.toPublicJWK()).toString());
    settings.put("VAULT_KEYS", "k1:" + "A".repeat(43) + "=");
    settings.put("TODOIST_CLIENT_ID", "oo");
    settings.put("TODOIST_CLIENT_SECRET", "secret");
    settings.put("TODOIST_BASE", standIns.todoistBase());
    settings.put("FETCH_QUEUE", "fetch");
    connector = Providers.from(new Settings(settings)).connector("todoist").orElseThrow();
    credentials = new Credentials(database, SodiumTokenVault.from(new Settings(settings)));
    host =
        FunctionHost.start(
            List.of(new FetchSignalsWiring()), m -> new Settings(settings), platform(), log::add);
  }

  /** As the function has it, but for these parts. */
  FetchSignals fetchSignals(
      ConnectionStore connections,
      Connector connector,
      CandidatePool candidates,
      Bus bus,
      MessageQueue queue) {
    return new FetchSignals(
        database,
        connections,
        lifecycle,
        leases,
        new ReadSchedule(connections),
        credentials,
        Providers.of(connector),
        candidates,
        bus,
        new FetchQueue(new HintQueue(queue, "fetch")));
  }

  private Platform platform() {
    return new Platform() {
      @Override
      public DataSource dataSource(Settings settings) {
        return mortality.mortal(testDatabase.dataSource());
      }

      @Override
      public MessageQueue queue(Settings settings) {
        return mortality.mortal(MessageQueue.class, (queue, messages) -> sent.addAll(messages));
      }

      @Override
      public ObjectStore objects(Settings settings) {
        throw new UnsupportedOperationException();
      }
    };
  }

  TodoistControl todoist() {
    return todoist;
  }

  TestDatabase clock() {
    return testDatabase;
  }

  FunctionHost host() {
    return host;
  }

  /** Advances both clocks, the database's and Todoist's. */
  void advance(Duration by) {
    testDatabase.advance(by);
    todoist.advance(by);
  }

  /** A person who is signed in and connected with an empty account. */
  Person person() {
    String email = "p-" + Uuid7.next() + "@example.com";
    return person(email, todoist.emptyAccount(email).id());
  }

  Person person(String email, String account) {
    var user = new UserId(Uuid7.next());
    var session = new SessionId(Uuid7.next());
    run(
        "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())",
        user.value());
    run(
        """
        insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
        values (?, ?, oo_now(), oo_now(), oo_now() + interval '30 days')
        """,
        user.value(),
        session.value());
    Grant granted = granted(email);
    ConnectionRef ref =
        database.transaction(tx -> {
          ConnectionRef made =
              lifecycle.connect(tx, user, "todoist", granted.accountId(), email, Trace.begin());
          credentials.store(tx, made, granted.credential(), now());
          return made;
        });
    return new Person(user, "__Host-oo-access=" + token(user, session), ref, account);
  }

  Grant granted(String email) {
    URI back =
        ConsentPages.agree(
            connector.beginOauth(new OauthAttempt("s", challenge(), CALLBACK)), email);
    String code =
        Arrays.stream(back.getRawQuery().split("&"))
            .filter(pair -> pair.startsWith("code="))
            .map(pair -> pair.substring(5))
            .findFirst()
            .orElseThrow();
    return connector.finishOauth(
        new CodeExchange(code, VERIFIER, CALLBACK, null),
        new CallDeadline(now(), Duration.ofSeconds(10)));
  }

  private static String challenge() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(VERIFIER.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String token(UserId user, SessionId session) {
    try {
      var jwt =
          AccessTokens.unsigned(
              "1",
              new SiteOrigin(SITE),
              new AccessToken(user, session, 1, Instant.now().plus(Duration.ofDays(30))),
              Instant.now());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Delivers one message; false when it must be delivered again. */
  boolean fetch(Person... people) {
    var due =
        Arrays.stream(people)
            .map(p -> new FetchHint.Due(p.user(), p.connection().connection()))
            .toList();
    return host.consume(
            "fetch_signals", List.of(new Message("1", Message.bodyOf(new FetchHint(due)))))
        .isEmpty();
  }

  /** Makes it due and delivers its message. */
  boolean fetchNow(Person who) {
    due(who);
    return fetch(who);
  }

  void due(Person who) {
    run(
        "update connection set due_at = oo_now() where connection_id = ?",
        who.connection().connection().value());
  }

  /** A tap that was tried and waits; returns its decision. */
  UUID tap(Person who) {
    UUID decision = Uuid7.next();
    run(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        values (?, ?, oo_now(), oo_now() + interval '12 hours', 'random', 0, '\\x00', '{}', '{}', '{}', ?, 0, 'tapped', 1,
          'none', false, '{}', 'done')
        """,
        who.user().value(),
        decision,
        who.connection().connection().value());
    run(
        """
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring, command_id,
          state, due_at, attempts, traceparent, created_at)
        values (?, ?, 'close', ?, 'tapped', 'none', false, ?, 'waiting', oo_now() + interval '6 days', 1, '', oo_now())
        """,
        who.user().value(),
        decision,
        who.connection().connection().value(),
        Uuid7.next());
    return decision;
  }

  Reply request(@Nullable Person who) {
    var headers = new HashMap<String, List<String>>();
    headers.put("X-OO", List.of("1"));
    headers.put("Origin", List.of(SITE));
    if (who != null) {
      headers.put("Cookie", List.of(who.cookie()));
    }
    return host.handle(
        "request_fetch",
        new Request("POST", "/api/signals/fetch", Map.of(), Map.of(), headers, new byte[0]));
  }

  Reply health() {
    return host.handle(
        "fetch_signals_health",
        new Request("GET", "/api/fetch-signals/health", Map.of(), Map.of(), Map.of(), new byte[0]));
  }

  Instant now() {
    return one("select oo_now()", java.time.OffsetDateTime.class).toInstant();
  }

  /** A column of the connection's row. */
  <T> @Nullable T of(Person who, String column, Class<T> type) {
    return database.statement(db ->
        db.sql("select " + column + " from connection where connection_id = ?")
            .param(who.connection().connection().value())
            .query(type)
            .optional()
            .orElse(null));
  }

  /** How long from now until it is due, in seconds. */
  long dueIn(Person who) {
    return one(
        "select extract(epoch from due_at - oo_now())::bigint from connection where connection_id = ?",
        Long.class,
        who.connection().connection().value());
  }

  List<String> openTasks(Person who) {
    return database.statement(db ->
        db.sql(
                """
                select c.task ->> 'title' from task t
                join candidate c using (user_id, connection_id, subject, version)
                where t.connection_id = ? and t.open order by 1
                """)
            .param(who.connection().connection().value())
            .query(String.class)
            .list());
  }

  int slots(Person who) {
    return one(
        "select count(*) from slot where connection_id = ? and to_v is null",
        Integer.class,
        who.connection().connection().value());
  }

  /** How many calls Todoist had of this kind. */
  long calls(String path) {
    return todoist.journal().stream().filter(entry -> entry.path().equals(path)).count();
  }

  <T> T one(String sql, Class<T> type, Object... params) {
    return database.statement(db -> db.sql(sql).params(params).query(type).single());
  }

  void run(String sql, Object... params) {
    database.run(tx -> tx.sql(sql).params(params).update());
  }

  @Override
  public void close() {
    host.close();
    standIns.close();
    testDatabase.close();
  }
}
