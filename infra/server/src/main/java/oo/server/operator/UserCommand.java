package oo.server.operator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import oo.contract.Json;
import oo.host.base.UserId;
import oo.host.sql.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code oo user}: what is held of a person, in numbers and times. */
@Command(
    name = "user",
    description = {
      "Shows what is held of a person: sessions, connections, wishes of mail, and how many rows of each table.",
      "It shows no task, no token and no name. A person gets all of it by the export of the page Your data."
    },
    footer = {
      "%nExamples:",
      "  ${ROOT-COMMAND-NAME} user ada@example.org",
      "  ${ROOT-COMMAND-NAME} user 01987a3c-5f0e-7c11-9d2b-3a1f6f0c2b7e --json"
    })
final class UserCommand implements Callable<Integer> {
  // The schema's own word, so that a new table is counted: every table of a user has this column.
  private static final String TABLES =
      """
      select quote_ident(c.relname) from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
        and a.attname = 'user_id' and not a.attisdropped
      order by c.relname
      """;

  private final CommandContext context;

  @Parameters(paramLabel = "EMAIL", description = "The address, in any case, or a user's id.")
  private String who = "";

  @Option(names = "--json", description = "One JSON document a line.")
  private boolean json;

  UserCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Database database = context.database();
    Instant now = context.now();
    for (UserId user : new People(database).named(who)) {
      var all = new LinkedHashMap<String, List<Map<String, Object>>>();
      all.put("user", rows(database, USER, user, UserCommand::person));
      all.put("sessions", rows(database, SESSIONS, user, UserCommand::session));
      all.put("connections", rows(database, CONNECTIONS, user, UserCommand::connection));
      all.put("held", held(database, user));
      if (json) {
        context.out().println(Json.mapper().writeValueAsString(all));
      } else {
        all.forEach((title, rows) -> {
          context
              .out()
              .println(
                  (title.equals("user") ? "" : "\n") + title.toUpperCase(java.util.Locale.ROOT));
          Listing.print(context.out(), false, rows, now);
        });
      }
    }
    return ExitCode.OK;
  }

  private interface Mapped {
    void into(Map<String, Object> one, ResultSet row) throws SQLException;
  }

  private static List<Map<String, Object>> rows(
      Database database, String sql, UserId user, Mapped mapped) {
    return database.statement(db ->
        db.sql(sql)
            .param(user.value())
            .<Map<String, Object>>query((row, n) -> {
              var one = new LinkedHashMap<String, Object>();
              mapped.into(one, row);
              return one;
            })
            .list());
  }

  private static final String USER =
      """
      select user_id, created_at, seen_at, deleted_at, zone, email_verified, mail_reconnect, mail_session_reuse
      from app_user where user_id = ?
      """;

  private static void person(Map<String, Object> one, ResultSet row) throws SQLException {
    one.put("id", row.getString("user_id"));
    one.put("since", at(row, "created_at"));
    one.put("seen", at(row, "seen_at"));
    one.put("deleted", at(row, "deleted_at"));
    one.put("address", row.getBoolean("email_verified") ? "verified" : "not verified");
    one.put("mail to renew", row.getBoolean("mail_reconnect") ? "yes" : "no");
    one.put("mail of a copied session", row.getBoolean("mail_session_reuse") ? "yes" : "no");
  }

  private static final String SESSIONS =
      """
      select session_id, user_agent, created_at, last_seen_at, expires_at from session
      where user_id = ? and ended_at is null and expires_at > oo_now() order by last_seen_at desc
      """;

  private static void session(Map<String, Object> one, ResultSet row) throws SQLException {
    String device = row.getString("user_agent");
    one.put("id", row.getString("session_id"));
    one.put("began", at(row, "created_at"));
    one.put("last used", at(row, "last_seen_at"));
    one.put("ends", at(row, "expires_at"));
    one.put("device", device == null ? "not known" : device);
  }

  private static final String CONNECTIONS =
      """
      select connection_id, provider, state, created_at, read_at, open_tasks from connection
      where user_id = ? order by created_at
      """;

  private static void connection(Map<String, Object> one, ResultSet row) throws SQLException {
    one.put("id", row.getString("connection_id"));
    one.put("provider", row.getString("provider"));
    one.put("state", row.getString("state"));
    one.put("since", at(row, "created_at"));
    one.put("last read", at(row, "read_at"));
    one.put("open tasks", row.getInt("open_tasks"));
  }

  /** An instant, or {@code never}. */
  private static Object at(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? "never" : at.toInstant();
  }

  private static List<Map<String, Object>> held(Database database, UserId user) {
    var all = new ArrayList<Map<String, Object>>();
    for (String table : database.statement(db -> db.sql(TABLES).query(String.class).list())) {
      all.addAll(
          rows(
              database,
              "select count(*) as rows, coalesce(sum(pg_column_size(t)), 0) as bytes from "
                  + table
                  + " t where user_id = ?",
              user,
              (one, row) -> {
                one.put("table", table);
                one.put("rows", row.getLong("rows"));
                one.put("bytes", row.getLong("bytes"));
              }));
    }
    return all.stream().filter(one -> !Long.valueOf(0).equals(one.get("rows"))).toList();
  }
}
