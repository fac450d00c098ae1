package oo.recommend;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.contract.RecommendReply;
import oo.contract.Tip;
import oo.host.FunctionHost;
import oo.host.base.SessionId;
import oo.host.base.SiteOrigin;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.lifecycle.ConnectionLifecycle;

/** A user with a session: requests tips as the page does, and receives tasks by the bus. */
final class Person {
  final UserId id = new UserId(Uuid7.next());
  final UUID session = Uuid7.next();
  private final Database database;
  private final FunctionHost host;
  private final ECKey key;
  private final Bus bus = new Bus(List.of(new CandidatePool()));
  private Duration tokenLife = Duration.ofDays(3650);

  Person(Database database, FunctionHost host, ECKey key) {
    this.database = database;
    this.host = host;
    this.key = key;
    sql(
        "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())",
        id.value());
    sql(
        """
        insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
        values (?, ?, oo_now(), oo_now(), oo_now() + interval '30 days')
        """,
        id.value(),
        session);
  }

  /** Sets the life of this user's later tokens, by the machine's clock. */
  void tokensLive(Duration life) {
    tokenLife = life;
  }

  ConnectionRef connect(String account) {
    return database.transaction(
        tx -> new ConnectionLifecycle().connect(tx, id, "todoist", account, "me", Trace.begin()));
  }

  void disconnect(ConnectionRef ref) {
    database.run(tx -> new ConnectionLifecycle().end(tx, ref, Trace.begin()));
  }

  /** Opens or changes tasks with these titles. */
  void open(ConnectionRef ref, Map<String, String> titles) {
    emit(
        titles.entrySet().stream()
            .map(entry ->
                event(ref, entry.getKey(), NormalizedEvent.Kind.CHANGED, task(entry.getValue())))
            .toList());
  }

  void close(ConnectionRef ref, String subject) {
    emit(List.of(event(ref, subject, NormalizedEvent.Kind.CLOSED, null)));
  }

  void emit(List<NormalizedEvent> events) {
    database.run(tx -> events.forEach(bus.in(tx)));
  }

  static NormalizedEvent event(
      ConnectionRef ref, String subject, NormalizedEvent.Kind kind, Task task) {
    return NormalizedEvent.of(
        ref, subject, kind, Uuid7.next().toString(), Instant.EPOCH, Instant.EPOCH, task);
  }

  static Task task(String title) {
    return Task.titled(title, "Todoist").priority(4).build();
  }

  void putAside(ConnectionRef ref, String subject, String interval) {
    sql(
        "update task set hidden_until = oo_now() + interval '"
            + interval
            + "' where user_id = ? and subject = ?",
        id.value(),
        subject);
    database.run(tx -> new CandidatePool().restore(tx, ref, List.of(subject)));
  }

  Tip tip() {
    Tip tip = recommend().tip();
    if (tip == null) {
      throw new AssertionError("No tip");
    }
    return tip;
  }

  RecommendReply recommend() {
    Reply reply = ask("{}");
    if (reply.status() != 200) {
      throw new AssertionError(text(reply));
    }
    return read(reply);
  }

  static RecommendReply read(Reply reply) {
    return Json.mapper().readValue(reply.body(), RecommendReply.class);
  }

  Reply ask(String body) {
    return ask(body, Map.of("Cookie", List.of(Cookies.ACCESS + "=" + token())));
  }

  Reply ask(String body, Map<String, List<String>> more) {
    var headers = new java.util.HashMap<String, List<String>>(more);
    headers.put("X-OO", List.of("1"));
    headers.put("Origin", List.of(RecommendApp.SITE));
    headers.put("Content-Type", List.of("application/json"));
    return host.handle(
        "recommend",
        new Request(
            "POST",
            "/api/recommend",
            Map.of(),
            Map.of(),
            headers,
            body.getBytes(StandardCharsets.UTF_8)));
  }

  static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  int sql(String sql, Object... params) {
    return database.transaction(tx -> tx.sql(sql).params(params).update());
  }

  private String token() {
    try {
      var jwt =
          AccessTokens.unsigned(
              key.getKeyID(),
              new SiteOrigin(RecommendApp.SITE),
              new AccessToken(id, new SessionId(session), 1, Instant.now().plus(tokenLife)),
              Instant.now());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
