package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.contract.Export;
import oo.contract.Json;
import oo.contract.Profile;
import oo.host.FunctionHost;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.signals.hints.RevokeHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ProfileIT {
  private final AuthApp app = new AuthApp();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void theProfileShowsThePersonAndWhereTheyAreSignedIn() {
    Browser here = app.signedIn("ada");
    app.signedIn("ada");
    Browser over = app.signedIn("ada");
    over.write("sign_out", "POST", "/api/auth/sign-out", "");
    app.signedIn("bob");

    Profile profile = Json.mapper().readValue(here.me().body(), Profile.class);

    assertThat(profile.email()).isEqualTo("ada@example.com");
    assertThat(profile.name()).isEqualTo("Ada");
    assertThat(profile.sessions()).hasSize(2);
    assertThat(profile.sessions().stream().filter(s -> s.current())).hasSize(1);
    assertThat(profile.sessions().getFirst().userAgent()).isEqualTo("Browser/1 (Test)");
  }

  @Test
  void noRouteOfASessionOpensWithoutOneOrWithAnothersOrAnEndedOne() {
    Browser anonymous = app.browser();
    Browser ended = app.signedIn("ada");
    Browser kept = ended.copy();
    ended.write("sign_out", "POST", "/api/auth/sign-out", "");
    Browser other = app.signedIn("bob");
    // A token of another deployment.
    try (var elsewhere = new AuthApp()) {
      Browser foreign = new Browser(app.start());
      elsewhere
          .signedIn("ada")
          .cookie(Cookies.ACCESS)
          .ifPresent(token -> foreign.put(Cookies.ACCESS, "/", token));
      for (Browser browser : List.of(anonymous, kept, foreign)) {
        assertThat(browser.me().status()).isEqualTo(401);
        assertThat(browser.write("export_profile", "POST", "/api/me/export", "").status())
            .isEqualTo(401);
        assertThat(browser.write("delete_profile", "DELETE", "/api/me", "").status())
            .isEqualTo(401);
        assertThat(browser.refresh().status()).isEqualTo(401);
      }
    }
    // An access token must not work as a refresh token, nor the reverse.
    Browser confused = app.browser();
    confused.put(Cookies.ACCESS, "/", other.cookie(Cookies.REFRESH).orElse(""));
    confused.put(Cookies.REFRESH, "/", other.cookie(Cookies.ACCESS).orElse(""));
    assertThat(confused.me().status()).isEqualTo(401);
    assertThat(confused.refresh().status()).isEqualTo(401);
    assertThat(other.me().status()).isEqualTo(200);
    assertThat(app.objects).isEmpty();
    assertThat(app.count("app_user where deleted_at is null")).isEqualTo(2);
  }

  @Test
  void everyRouteNamesItsGuardAsTheContractDoes() {
    try (FunctionHost host = app.start()) {
      Map<String, String> guards = new HashMap<>();
      host.functions().forEach((name, f) -> guards.put(name, String.valueOf(f.guard())));

      assertThat(guards)
          .isEqualTo(
              Map.ofEntries(
                  Map.entry("begin_sign_in", "PUBLIC"),
                  Map.entry("finish_sign_in", "ATTEMPT"),
                  Map.entry("refresh_session", "REFRESH"),
                  Map.entry("sign_out", "REFRESH"),
                  Map.entry("profile", "SESSION"),
                  Map.entry("change_profile", "SESSION"),
                  Map.entry("open_mail_stop", "PUBLIC"),
                  Map.entry("stop_mail", "LINK"),
                  Map.entry("end_session", "SESSION"),
                  Map.entry("export_profile", "SESSION"),
                  Map.entry("delete_profile", "SESSION"),
                  Map.entry("report_violation", "REPORT"),
                  Map.entry("report_error", "PUBLIC"),
                  Map.entry("auth_health", "PUBLIC")));
    }
  }

  @Test
  void theExportHoldsEverythingOfTheUserAndNothingOfOthers() {
    Browser ada = app.signedIn("ada");
    UUID user = app.onlyUser();
    fill(user, "adas");
    Browser bob = app.signedIn("bob");
    UUID other = app.ask("select user_id from identity where subject = 'bob'", UUID.class);
    fill(other, "bobs");

    Reply reply = ada.write("export_profile", "POST", "/api/me/export", "{}");

    assertThat(reply.status()).isEqualTo(200);
    String text = new String(onlyObject(), StandardCharsets.UTF_8);
    JsonNode document = Json.mapper().readTree(text);
    // Every column of every table with a user id, also future ones, except secrets.
    Map<String, Set<String>> secrets =
        Map.of(
            "oauth_attempt", Set.of("cookie_hash", "state_hash", "code_hash", "verifier"),
            "sign_in_attempt",
                Set.of(
                    "cookie_hash",
                    "state_hash",
                    "code_hash",
                    "nonce",
                    "verifier",
                    "former_user",
                    "former_session"),
            "credential", Set.of("sealed"),
            "mail", Set.of("stop_hashes"),
            "export_file", Set.of("object_key"));
    for (Map.Entry<String, List<String>> table : columns().entrySet()) {
      JsonNode rows = document.path(table.getKey());
      assertThat(rows.isArray()).as(table.getKey()).isTrue();
      assertThat(rows.size()).as(table.getKey()).isEqualTo(1);
      for (String column : table.getValue()) {
        boolean secret = secrets.getOrDefault(table.getKey(), Set.of()).contains(column);
        boolean said = column.equals("user_id");
        assertThat(rows.get(0).has(column))
            .as(table.getKey() + "." + column)
            .isEqualTo(!secret && !said);
      }
    }
    assertThat(text).contains("adas").doesNotContain("bobs").doesNotContain(other.toString());
    for (String secret : List.of("5ea1ed", "c0ffee", "57a7e", "the-verifier")) {
      assertThat(text).as(secret).doesNotContain(secret);
    }
    assertThat(bob.me().status()).isEqualTo(200);
  }

  @Test
  void theLinkToTheExportLivesForFifteenMinutesAndCannotBeGuessed() {
    app.database.setNow(Instant.parse("2031-03-01T12:00:00Z"));
    Browser ada = app.signedIn("ada");

    Export export =
        Json.mapper()
            .readValue(
                ada.write("export_profile", "POST", "/api/me/export", "{}").body(), Export.class);

    assertThat(export.expiresAt()).isEqualTo(Instant.parse("2031-03-01T12:15:00Z"));
    String key = app.objects.keySet().iterator().next();
    assertThat(key).matches("exports/[0-9a-f]{64}/oo-export\\.json " + Duration.ofMinutes(15));
  }

  @Test
  void aHundredThousandTasksAreExported() {
    Browser ada = app.signedIn("ada");
    UUID user = app.onlyUser();
    UUID connection = app.connect(user);
    app.run(
        """
        insert into task (user_id, connection_id, subject, event_id, version, open, eligible)
        select '%s', '%s', 's' || n, 'e' || n, 1, true, true from generate_series(1, 100000) n
        """
            .formatted(user, connection));
    app.run(
        """
        insert into candidate (user_id, connection_id, subject, version, task)
        select '%s', '%s', 's' || n, 1, jsonb_build_object('title', 'Task ' || n || repeat(' and more', 20))
        from generate_series(1, 100000) n
        """
            .formatted(user, connection));

    assertThat(ada.write("export_profile", "POST", "/api/me/export", "{}").status()).isEqualTo(200);

    assertThat(Json.mapper().readTree(onlyObject()).path("candidate").size()).isEqualTo(100_000);
  }

  @Test
  void deletingEndsEverySessionFreesTheIdentityAndQueuesTheRevocations() {
    Browser ada = app.signedIn("ada");
    Browser elsewhere = app.signedIn("ada");
    UUID user = app.onlyUser();
    UUID one = app.connect(user);
    UUID two = app.connect(user);
    app.signedIn("bob");
    app.run(
        "insert into mail (user_id, mail_id, kind, state, due_at, traceparent, created_at)"
            + " select user_id, user_id, 'session_reuse', 'sent', oo_now(), '', oo_now() from app_user");

    Reply reply = ada.write("delete_profile", "DELETE", "/api/me", "");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(ada.cookie(Cookies.REFRESH)).isEmpty();
    assertThat(elsewhere.me().status()).isEqualTo(401);
    assertThat(elsewhere.refresh().status()).isEqualTo(401);
    assertThat(app.count("identity")).isEqualTo(1);
    assertThat(
            app.count("app_user where deleted_at is not null and email is null and name is null"))
        .isEqualTo(1);
    assertThat(app.count("session where ended_why = 'deleted'")).isEqualTo(2);
    assertThat(app.count("mail")).as("bob's").isEqualTo(1);
    assertThat(app.count("connection where state = 'ended' and ended_at is not null")).isEqualTo(2);
    assertThat(
            app.count(
                "revocation where due_at <= oo_now() and purge_at between oo_now() + interval"
                    + " '23 hours' and oo_now() + interval '24 hours' and traceparent like '00-%'"))
        .isEqualTo(2);
    assertThat(app.count("credential")).isEqualTo(2);
    assertThat(app.sent).extracting(AuthApp.Sent::queue).containsOnly("revocations");
    assertThat(app.sent)
        .extracting(s -> new Message("1", s.body()).hint(RevokeHint.class).connection().value())
        .containsExactlyInAnyOrder(one, two);
    assertThat(app.sent)
        .extracting(s -> new Message("1", s.body()).hint(RevokeHint.class).user().value())
        .containsOnly(user);
  }

  @Test
  void whoHasNoConnectionIsGoneAtOnce() {
    Browser ada = app.signedIn("ada");

    assertThat(ada.write("delete_profile", "DELETE", "/api/me", "").status()).isEqualTo(202);

    assertThat(app.count("app_user")).isZero();
    assertThat(app.count("session")).isZero();
    assertThat(app.sent).isEmpty();
  }

  @Test
  void aTapThatIsNotAtItsSourceIsSentBeforeTheDeletion() {
    Browser ada = app.signedIn("ada");
    UUID user = app.onlyUser();
    UUID connection = app.connect(user);
    UUID tap = app.tap(user, connection, "Water the plants");

    Reply waits = ada.write("delete_profile", "DELETE", "/api/me", "");

    assertThat(waits.status()).isEqualTo(409);
    assertThat(Browser.text(waits)).contains("outbox_not_empty", "Water the plants");
    assertThat(ada.me().status()).isEqualTo(200);
    assertThat(app.sent).hasSize(1);
    assertThat(app.sent.getFirst().queue()).isEqualTo("deliveries");
    assertThat(app.sent.getFirst().body()).contains(tap.toString());
    assertThat(app.count("delivery where state = 'waiting' and due_at <= oo_now()")).isEqualTo(1);

    assertThat(ada.write("delete_profile", "DELETE", "/api/me?drop=true", "").status())
        .isEqualTo(202);
    assertThat(app.count("connection where state = 'ended'")).isEqualTo(1);
  }

  @Test
  void whoSignsInAgainIsNew() {
    Browser ada = app.signedIn("ada");
    UUID before = app.onlyUser();
    app.connect(before);
    ada.write("delete_profile", "DELETE", "/api/me", "");

    Browser again = app.signedIn("ada");

    assertThat(app.onlyUser()).isNotEqualTo(before);
    assertThat(again.me().status()).isEqualTo(200);
    assertThat(app.count("connection where user_id = '" + app.onlyUser() + "'")).isZero();
  }

  @Test
  void aHintThatIsLostDoesNotMatter() {
    Browser ada = app.signedIn("ada");
    app.connect(app.onlyUser());
    app.queueDown = true;

    assertThat(ada.write("delete_profile", "DELETE", "/api/me", "").status()).isEqualTo(202);

    assertThat(app.count("revocation")).isEqualTo(1);
  }

  @Test
  void aConnectionThatIsBeingMadeWhileTheProfileIsDeletedEndsToo() throws Exception {
    Browser ada = app.signedIn("ada");
    UUID user = app.onlyUser();
    try (Connection connecting = app.database.dataSource().getConnection();
        Statement statement = connecting.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      connecting.setAutoCommit(false);
      statement.execute(
          """
          insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at)
          values ('%s', '%s', 'todoist', 'late', 'live', oo_now(), oo_now())
          """
              .formatted(user, UUID.randomUUID()));
      Future<Reply> deleted =
          threads.submit(() -> ada.write("delete_profile", "DELETE", "/api/me", ""));
      while (app.count("pg_stat_activity where wait_event_type = 'Lock'") == 0) {
        Thread.sleep(10);
      }
      connecting.commit();

      assertThat(deleted.get().status()).isEqualTo(202);
    }
    assertThat(app.count("connection where state = 'ended'")).isEqualTo(1);
    assertThat(app.count("revocation")).isEqualTo(1);
  }

  @Test
  void signingInWhileTheProfileIsDeletedLeavesNoSessionOfADeletedUser() throws Exception {
    for (int round = 0; round < 5; round++) {
      Browser ada = app.signedIn("ada");
      Browser tab = app.browser();
      app.google.subject = "ada";
      String callback =
          app.google.agree(Browser.location(tab.get("begin_sign_in", "/api/auth/google")));
      var turn = new java.util.concurrent.atomic.AtomicInteger();
      AuthApp.atOnce(
          2,
          () ->
              turn.getAndIncrement() == 0
                  ? ada.write("delete_profile", "DELETE", "/api/me", "")
                  : tab.get("finish_sign_in", callback));

      // The sign-in was either first and deleted too, or made a new user.
      boolean lives = tab.me().status() == 200;
      assertThat(app.count("app_user where deleted_at is null")).isEqualTo(lives ? 1 : 0);
      assertThat(app.count("session where ended_at is null")).isEqualTo(lives ? 1 : 0);
      if (lives) {
        tab.write("delete_profile", "DELETE", "/api/me", "");
      }
    }
  }

  private byte[] onlyObject() {
    assertThat(app.objects).hasSize(1);
    return app.objects.values().iterator().next();
  }

  private Map<String, List<String>> columns() {
    Map<String, List<String>> columns = new HashMap<>();
    new Database(app.database.dataSource())
        .statement(db ->
            db.sql(
                    """
                    select c.table_name, c.column_name from information_schema.columns c
                    where c.table_schema = 'public' and exists (
                      select 1 from information_schema.columns u
                      where u.table_schema = 'public' and u.table_name = c.table_name
                        and u.column_name = 'user_id')
                    """)
                .query((row, n) ->
                    columns
                        .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                        .add(row.getString(2)))
                .list());
    assertThat(columns).hasSizeGreaterThan(10).containsKeys("app_user", "task", "delivery");
    return columns;
  }

  /** Adds a row to each table that has none of the user. */
  private void fill(UUID user, String word) {
    UUID connection = app.connect(user);
    UUID id = UUID.randomUUID();
    String row = "'" + user + "', '" + connection + "', ";
    String decided = "'" + user + "', '" + id + "', ";
    UUID session =
        app.ask("select session_id from session where user_id = '" + user + "'", UUID.class);
    app.run(
        "insert into oauth_attempt (user_id, attempt_id, session_id, provider, connection_id, cookie_hash, state_hash, verifier, expires_at) values ("
            + decided
            + "'"
            + session
            + "', 'todoist', null, '\\xc0ffee', '\\x057a7e', 'the-verifier', oo_now())");
    app.run(
        "insert into revocation (user_id, connection_id, due_at, hinted_at, purge_at, attempts, last_error, traceparent) values ("
            + row
            + "oo_now(), null, oo_now(), 0, null, 't')");
    app.run(
        "insert into task (user_id, connection_id, subject, event_id, version, open, eligible, hidden_until) values ("
            + row
            + "'s1', 'e1', 1, true, true, null)");
    app.run(
        "insert into call_budget (user_id, connection_id, kind, paid_until) values ("
            + row
            + "'read', oo_now())");
    app.run(
        "insert into candidate (user_id, connection_id, subject, version, task) values ("
            + row
            + "'s1', 1, '{\"title\": \""
            + word
            + " task\"}')");
    app.run(
        "insert into slot (user_id, connection_id, slot, from_v, to_v, subject, version) values ("
            + row
            + "0, 1, null, 's1', 1)");
    app.run(
        "insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution, client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state, ended_at) values ("
            + decided
            + "oo_now(), oo_now(), 'random', 0, '\\x00', '{}', '{}', '{}', '"
            + connection
            + "', 0, 's1', 1, '', false, '{}', 'open', null)");
    app.run(
        "insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size) values ("
            + decided
            + "0, '"
            + connection
            + "', 1, 1)");
    app.run(
        "insert into feedback (user_id, event_id, decision_id, kind, undoes, until, at) values ('"
            + user
            + "', '"
            + UUID.randomUUID()
            + "', '"
            + id
            + "', 'done', null, null, oo_now())");
    app.run(
        "insert into notice (user_id, notice_id, connection_id, kind, title, detail, deep_link, at, seen_at) values ("
            + decided
            + "'"
            + connection
            + "', 'refused', 'title', 'detail', null, oo_now(), null)");
    app.run(
        "insert into mail (user_id, mail_id, kind, connection_id, state, due_at, stop_hashes, traceparent, created_at) values ("
            + decided
            + "'reconnect', '"
            + connection
            + "', 'sent', oo_now(), array['\\xc0ffee'::bytea], 'trace', oo_now())");
    app.run(
        "insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring, command_id, state, due_at, hinted_at, sending_until, attempts, last_error, traceparent, created_at, settled_at) values ("
            + decided
            + "'close', '"
            + connection
            + "', 's1', '', false, '"
            + id
            + "', 'waiting', oo_now(), null, null, 0, null, 't', oo_now(), null)");
    app.run(
        "insert into freed_version (user_id, connection_id, set_version) values ('"
            + user
            + "', '"
            + connection
            + "', 1)");
    app.run(
        "insert into shared_closing (user_id, decision_id, closing) values ("
            + decided
            + "'"
            + id
            + "')");
    app.run(
        "insert into event_outbox (user_id, event_id, kind, schema, payload, at) values ('"
            + user
            + "', 'e', 'task_opened', 1, '{\"word\": \""
            + word
            + "\"}', oo_now())");
  }
}
