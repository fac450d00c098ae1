package oo.connectcallback;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import oo.connectors.Credential;
import oo.contract.BeginOauthReply;
import oo.contract.ConnectionView;
import oo.contract.Connectors;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.objects.ObjectStore;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.postgres.Mortality;
import oo.postgres.Outage;
import oo.postgres.TestDatabase;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.hints.RevokeHint;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.ConsentPages;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.standins.oauth.OAuthClient;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;
import org.jspecify.annotations.Nullable;

/** connect-callback as deployed, on a real database, with the stand-in Todoist. */
final class ConnectApp implements AutoCloseable {
  static final String SITE = "http://localhost:8080";
  static final String KEY = "k1:" + "A".repeat(43) + "=";
  private static final String CALLBACK = SITE + "/api/connectors/todoist/callback";

  /** A signed-in user. */
  record Person(UserId user, SessionId session, String cookie, String email) {}

  /** An open attempt: the address of the consent page, and the cookie. */
  record Begun(URI authorize, String cookie) {}

  private final ECKey key;
  private final TestDatabase testDatabase = TestDatabase.create();
  private final StandIns standIns = StandIns.start(StandInsConfig.inMemory());
  private final TodoistControl todoist = StandInsControl.of(standIns).todoist();
  private final FunctionHost host;
  final List<MessageQueue.Outgoing> sent = Collections.synchronizedList(new ArrayList<>());
  final List<Map<String, Object>> log = Collections.synchronizedList(new ArrayList<>());
  final Outage outage = new Outage();
  final Mortality mortality = Mortality.atStatements();
  final Database database = new Database(testDatabase.dataSource());

  ConnectApp() {
    this(Map.of());
  }

  ConnectApp(Map<String, String> overrides) {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    todoist.register(OAuthClient.of("oo", "secret", CALLBACK));
    host = start(overrides);
  }

  /** Another process of the same deployment, with other settings. */
  FunctionHost start(Map<String, String> overrides) {
    Settings settings = settings(overrides);
    return FunctionHost.start(
        List.of(new ConnectCallbackWiring()), m -> settings, platform(), log::add);
  }

  Settings settings(Map<String, String> overrides) {
    var settings = new HashMap<String, String>();
    settings.put("SITE_ORIGIN", SITE);
    settings.put("SESSION_PUBLIC_KEYS", new JWKSet(key.toPublicJWK()).toString());
    settings.put("VAULT_KEYS", KEY);
    settings.put("TODOIST_CLIENT_ID", "oo");
    settings.put("TODOIST_CLIENT_SECRET", "secret");
    settings.put("TODOIST_BASE", standIns.todoistBase());
    settings.put("FETCH_QUEUE", "fetch");
    settings.put("REVOKE_QUEUE", "revoke");
    settings.put("DELIVER_QUEUE", "deliver");
    settings.putAll(overrides);
    return new Settings(settings);
  }

  private Platform platform() {
    return new Platform() {
      @Override
      public DataSource dataSource(Settings settings) {
        return mortality.mortal(outage.around(testDatabase.dataSource()));
      }

      @Override
      public MessageQueue queue(Settings settings) {
        return (queue, messages) -> sent.addAll(messages);
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

  Person person() {
    var user = new UserId(Uuid7.next());
    database.run(tx ->
        tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
            .param(user.value())
            .update());
    return session(user, "p-" + user + "@example.com");
  }

  /** Adds a session of a user. */
  Person session(UserId user, String email) {
    var session = new SessionId(Uuid7.next());
    database.run(tx ->
        tx.sql(
                """
                insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
                values (?, ?, oo_now(), oo_now(), oo_now() + interval '30 days')
                """)
            .params(user.value(), session.value())
            .update());
    return new Person(user, session, "__Host-oo-access=" + token(user, session), email);
  }

  void endSession(Person person) {
    database.run(tx ->
        tx.sql("update session set ended_at = oo_now() where session_id = ?")
            .param(person.session().value())
            .update());
  }

  private String token(UserId user, SessionId session) {
    try {
      var jwt =
          AccessTokens.unsigned(
              "1",
              new SiteOrigin(SITE),
              new AccessToken(user, session, 1, Instant.now().plusSeconds(30 * 86_400L)),
              Instant.now());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  // Calls
  // ------------------------------------------------------------------------------------------

  Reply begin(@Nullable Person who, String provider, String body) {
    return host.handle(
        "begin_oauth",
        new Request(
            "POST",
            "/api/connectors/" + provider + "/begin",
            Map.of("provider", provider),
            Map.of(),
            headers(who),
            body.getBytes(StandardCharsets.UTF_8)));
  }

  Begun begun(Person who) {
    return begun(who, "");
  }

  Begun begun(Person who, String body) {
    Reply reply = begin(who, "todoist", body);
    if (reply.status() != 200) {
      throw new AssertionError("begin_oauth answered " + reply.status() + ": " + text(reply));
    }
    return new Begun(
        URI.create(Json.mapper().readValue(reply.body(), BeginOauthReply.class).redirectUrl()),
        header(reply, "Set-Cookie").split(";", 2)[0]);
  }

  /** Calls the callback as a browser; returns the address of the redirect. */
  String callback(URI back, String cookies) {
    return header(callbackReply(back, cookies), "Location");
  }

  Reply callbackReply(URI back, String cookies) {
    return callbackReply("GET", back, cookies, Map.of());
  }

  Reply callbackReply(String method, URI back, String cookies, Map<String, String> extra) {
    var query = new HashMap<String, List<String>>();
    if (back.getRawQuery() != null) {
      Arrays.stream(back.getRawQuery().split("&"))
          .map(pair -> pair.split("=", 2))
          .forEach(pair ->
              query
                  .computeIfAbsent(pair[0], name -> new ArrayList<>())
                  .add(URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
    var headers = new HashMap<String, List<String>>();
    extra.forEach((name, value) -> headers.put(name, List.of(value)));
    if (!cookies.isEmpty()) {
      headers.put("Cookie", List.of(cookies));
    }
    return host.handle(
        "finish_oauth",
        new Request(
            method,
            back.getPath(),
            Map.of("provider", back.getPath().split("/")[3]),
            query,
            headers,
            new byte[0]));
  }

  /** Connects the account of an e-mail address; returns the connection's id. */
  UUID connect(Person who, String email) {
    Begun begun = begun(who);
    String location = callback(ConsentPages.agree(begun.authorize(), email), begun.cookie());
    if (!location.equals(SITE + "/connect.html?connected=todoist")) {
      throw new AssertionError("Sent to " + location);
    }
    return connections(who).getLast().id();
  }

  Reply list(@Nullable Person who) {
    return host.handle(
        "list_connectors",
        new Request("GET", "/api/connectors", Map.of(), Map.of(), headers(who), new byte[0]));
  }

  List<ConnectionView> connections(Person who) {
    return Json.mapper().readValue(list(who).body(), Connectors.class).connectors().stream()
        .flatMap(connector -> connector.connections().stream())
        .toList();
  }

  Reply disconnect(@Nullable Person who, String id) {
    return disconnect(who, id, Map.of());
  }

  Reply disconnect(@Nullable Person who, String id, Map<String, List<String>> query) {
    return host.handle(
        "disconnect",
        new Request(
            "DELETE",
            "/api/connections/" + id,
            Map.of("id", id),
            query,
            headers(who),
            new byte[0]));
  }

  /** A tap whose change is not at the source yet; returns its decision. */
  UUID tap(Person who, UUID connection, String title, String action, String state, int attempts) {
    UUID decision = Uuid7.next();
    run(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        values (?, ?, oo_now(), oo_now() + interval '12 hours', 'random', 0, '\\x00', '{}', '{}', '{}', ?, 0, ?, 1,
          'none', false, jsonb_build_object('title', ?, 'deep_link', 'https://todoist.example/1'), 'done')
        """,
        who.user().value(),
        decision,
        connection,
        title,
        title);
    run(
        """
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring, command_id,
          state, due_at, hinted_at, sending_until, attempts, traceparent, created_at)
        values (?, ?, ?, ?, ?, 'none', false, ?, ?, oo_now() + interval '15 seconds', oo_now(),
          case when ? = 'sending' then oo_now() + interval '60 seconds' end, ?, '', oo_now())
        """,
        who.user().value(),
        decision,
        action,
        connection,
        title,
        Uuid7.next(),
        state,
        state,
        attempts);
    return decision;
  }

  Reply health(FunctionHost process) {
    return process.handle(
        "connect_callback_health",
        new Request(
            "GET", "/api/connect-callback/health", Map.of(), Map.of(), Map.of(), new byte[0]));
  }

  FunctionHost host() {
    return host;
  }

  /** Delivers the sent messages whose hint contains this text. */
  List<String> deliver(String function, Object hint) {
    return host.consume(function, List.of(new Message("1", Message.bodyOf(hint))));
  }

  /** Whether a connection's stored credential opens its account at the provider. */
  boolean opens(ConnectionRef ref) {
    var settings = new Settings(Map.of("VAULT_KEYS", KEY));
    Credential credential =
        new Credentials(database, SodiumTokenVault.from(settings)).asStored(ref).orElseThrow();
    var request =
        HttpRequest.newBuilder(URI.create(standIns.todoistBase() + "/api/v1/user"))
            .header("Authorization", "Bearer " + credential.accessToken())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Revokes what is due to be revoked, as the sweep does. */
  void sweepRevocations() {
    record Ended(UUID user, UUID connection) {}
    List<Ended> ended =
        database.statement(db ->
            db.sql("select user_id, connection_id from revocation where due_at <= oo_now()")
                .query((row, n) ->
                    new Ended(
                        row.getObject("user_id", UUID.class),
                        row.getObject("connection_id", UUID.class)))
                .list());
    ended.forEach(one ->
        deliver(
            "revoke_grants",
            new RevokeHint(new UserId(one.user()), new ConnectionId(one.connection()))));
  }

  private static Map<String, List<String>> headers(@Nullable Person who) {
    var headers = new HashMap<String, List<String>>();
    headers.put("X-OO", List.of("1"));
    headers.put("Origin", List.of(SITE));
    headers.put("Content-Type", List.of("application/json"));
    if (who != null) {
      headers.put("Cookie", List.of(who.cookie()));
    }
    return headers;
  }

  static String header(Reply reply, String name) {
    return reply.headers().stream()
        .filter(header -> header.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + name + " in " + text(reply)))
        .value();
  }

  static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
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
