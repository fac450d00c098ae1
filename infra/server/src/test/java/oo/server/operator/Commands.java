package oo.server.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;

/** The operator's commands in this process, with a migrated database without users. */
final class Commands implements AutoCloseable {
  final TestDatabase test = TestDatabase.create();
  final Database database = new Database(test.dataSource());
  final Map<String, String> settings = new HashMap<>();

  Commands() {
    settings.put("SITE_ORIGIN", "http://localhost:8080");
    settings.put("OO_TREE", "../..");
    settings.put("DATABASE_URL", test.url());
    settings.put("DATABASE_USER", test.user());
    settings.put("DATABASE_PASSWORD", test.password());
  }

  record Outcome(int code, String out, String err) {}

  Outcome run(String... arguments) {
    return run(settings, "", arguments);
  }

  /** Runs a command without a database. */
  static Outcome run(Map<String, String> settings, String input, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var context =
        new CommandContext(
            () -> settings,
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    int code = Main.execute(Main.commands(new Main(), context), context, arguments);
    return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  UUID user(String email) {
    UUID user = Uuid7.next();
    change(
        "insert into app_user (user_id, email, created_at, seen_at) values (?, ?, oo_now(), oo_now())",
        user,
        email);
    return user;
  }

  UUID session(UUID user) {
    UUID session = Uuid7.next();
    change(
        """
        insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
        values (?, ?, oo_now(), oo_now(), oo_now() + interval '30 days')
        """,
        user,
        session);
    return session;
  }

  /** A connection at Todoist that was never read and is due now. */
  UUID connection(UUID user) {
    UUID connection = Uuid7.next();
    change(
        """
        insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at)
        values (?, ?, 'todoist', ?, 'live', oo_now(), oo_now())
        """,
        user,
        connection,
        connection.toString());
    return connection;
  }

  void change(String sql, Object... values) {
    database.execute(db -> db.sql(sql).params(values).update());
  }

  <T> T ask(Class<T> type, String sql, Object... values) {
    return database.statement(db -> db.sql(sql).params(values).query(type).single());
  }

  @Override
  public void close() {
    test.close();
  }
}
