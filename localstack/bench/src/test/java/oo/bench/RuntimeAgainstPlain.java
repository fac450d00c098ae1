package oo.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import oo.contract.Json;
import oo.contract.RecommendReply;
import oo.contract.RecommendRequest;
import oo.contract.Tip;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.tests.journey.Oo;

/**
 * The tip that is open already, asked of the local runtime and of a server with nothing in it but
 * the JDK's HTTP server, the same check of the token and the same statements.
 */
final class RuntimeAgainstPlain {
  private static final int ROUNDS = 7;
  private static final Duration ROUND = Duration.ofSeconds(3);
  private static final String BODY = "{\"context\":{\"zone\":\"Europe/Berlin\"}}";

  private final Oo oo;
  private final AccessTokens tokens;

  RuntimeAgainstPlain(Oo oo) {
    this.oo = oo;
    this.tokens = AccessTokens.from(oo.server.settings().apply("recommend"));
  }

  void measure(Table table) throws Exception {
    var person = new Person(oo, 1_000);
    person.http.recommend();
    String cookies =
        person.http.cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    try (var pool = new HikariDataSource()) {
      pool.setJdbcUrl(oo.database.url());
      pool.setUsername(oo.database.user());
      pool.setPassword(oo.database.password());
      pool.setMaximumPoolSize(8);
      HttpServer plain =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      plain.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      plain.createContext("/", exchange -> answer(exchange, pool));
      plain.start();
      String plainUrl = "http://127.0.0.1:" + plain.getAddress().getPort() + "/";
      var ours = new double[ROUNDS];
      var theirs = new double[ROUNDS];
      for (int round = -1; round < ROUNDS; round++) {
        double one = perSecond(oo.at("/api/recommend"), cookies);
        double other = perSecond(plainUrl, cookies);
        if (round >= 0) {
          ours[round] = one;
          theirs[round] = other;
        }
      }
      plain.stop(0);
      double[] ratios = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        ratios[i] = ours[i] / theirs[i];
      }
      table.row(
          "recommend a second, local runtime against a plain JDK server",
          Math.round(Table.median(ours))
              + " against "
              + Math.round(Table.median(theirs))
              + ", "
              + Table.ratio(Table.median(ratios)),
          "at least 0.8x");
    }
  }

  private double perSecond(String url, String cookies) throws Exception {
    return Load.perSecond(() -> Load.post(url, oo.server.baseUrl(), cookies, BODY), ROUND);
  }

  private void answer(HttpExchange exchange, HikariDataSource pool) throws IOException {
    byte[] body;
    int status = 200;
    try {
      var asked =
          Json.mapper().readValue(exchange.getRequestBody().readAllBytes(), RecommendRequest.class);
      if (asked.context() == null) {
        throw new IllegalStateException();
      }
      String cookies = exchange.getRequestHeaders().getFirst("Cookie");
      AccessToken caller = null;
      for (String cookie : cookies.split("; ")) {
        if (cookie.startsWith("__Host-oo-access=")) {
          caller = tokens.check(cookie.substring(cookie.indexOf('=') + 1)).orElseThrow();
        }
      }
      body = Json.mapper().writeValueAsBytes(reply(pool, caller));
    } catch (RuntimeException | SQLException e) {
      status = 500;
      body = e.getClass().getName().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The statements of the open tip, in their order. */
  private static RecommendReply reply(HikariDataSource pool, AccessToken caller)
      throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      try (PreparedStatement s = c.prepareStatement("select oo_session_state(?, ?, ?)")) {
        s.setObject(1, caller.user().value());
        s.setObject(2, caller.session().value());
        s.setObject(3, caller.expiresAt().atOffset(ZoneOffset.UTC));
        if (!first(s).equals("live")) {
          throw new IllegalStateException("not live");
        }
      }
      try (PreparedStatement s =
          c.prepareStatement(
              "with here as (update app_user set seen_at = oo_now() where user_id = ?"
                  + " and seen_at < oo_now() - interval '1 minute') select oo_now()::text")) {
        s.setObject(1, caller.user().value());
        first(s);
      }
      try (PreparedStatement s =
          c.prepareStatement(
              "select distinct user_id, connection_id from (select user_id, connection_id from task"
                  + " where user_id = ? and hidden_until <= oo_now() order by hidden_until limit ?) due"
                  + " order by user_id, connection_id")) {
        s.setObject(1, caller.user().value());
        s.setInt(2, 50);
        s.executeQuery().close();
      }
      Tip tip;
      try (PreparedStatement s =
          c.prepareStatement(
              "select d.decision_id, d.shown, d.expires_at <= oo_now() as expired,"
                  + " s.subject is not null and c.state = 'live' as current from decision d"
                  + " join connection c using (user_id, connection_id)"
                  + " left join slot s on s.user_id = d.user_id and s.connection_id = d.connection_id"
                  + " and s.subject = d.subject and s.version = d.version and s.to_v is null"
                  + " where d.user_id = ? and d.state = 'open'")) {
        s.setObject(1, caller.user().value());
        try (ResultSet row = s.executeQuery()) {
          row.next();
          tip = Json.mapper().readValue(row.getString("shown"), Tip.class);
        }
      }
      try (PreparedStatement s =
          c.prepareStatement(
              "select n.notice_id, n.kind, n.title, n.detail, n.deep_link, n.at from notice n"
                  + " join connection c using (user_id, connection_id)"
                  + " where n.user_id = ? and n.seen_at is null and c.state <> 'ended'"
                  + " order by n.at, n.notice_id limit ?")) {
        s.setObject(1, caller.user().value());
        s.setInt(2, 20);
        s.executeQuery().close();
      }
      c.commit();
      return new RecommendReply(tip, null, null, List.of());
    }
  }

  private static String first(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
