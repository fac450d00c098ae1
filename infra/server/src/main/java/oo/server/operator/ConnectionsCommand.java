package oo.server.operator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code oo connections}: how reading goes, without what is read. */
@Command(
    name = "connections",
    description = {
      "Counts the connections by provider and state.",
      "With --stuck it lists those that are not read as they should be: why, when they were last read, and when they are next."
    },
    footer = {"%nExample:", "  ${ROOT-COMMAND-NAME} connections --stuck"})
final class ConnectionsCommand implements Callable<Integer> {
  private static final int LISTED = 200;

  /** As the alarm FetchLate has it. */
  private static final String LATE = "interval '30 minutes'";

  private static final String COUNTED =
      """
      select c.provider, c.state, coalesce(g.down, false) as down, count(*) as connections
      from connection c left join provider_gate g using (provider)
      group by 1, 2, 3 order by 1, 2
      """;
  private static final String STUCK =
      """
      select *, count(*) over () as all_of_them from (
        select user_id, connection_id, c.provider, c.last_error, coalesce(c.read_at, c.created_at) as read_at,
          nullif(greatest(c.due_at, c.not_before), 'infinity') as next_at,
          case
            when c.state = 'reconnect' then 'the person must renew it'
            when c.unfinished >= 5 then 'its readings break off'
            when c.not_before > oo_now() then 'its provider asked to wait'
            when c.due_at > oo_now() and c.last_error is not null then 'backs off after ' || c.attempts || ' failures'
            when c.due_at <= oo_now() - %1$s and g.down then 'its provider is down'
            when c.due_at <= oo_now() - %1$s then 'due, and not read'
          end as reason
        from connection c left join provider_gate g using (provider)
        where c.state <> 'ended') c
      where reason is not null
      order by reason, read_at limit %2$d
      """
          .formatted(LATE, LISTED);

  private final CommandContext context;

  @Option(names = "--stuck", description = "List those that are not read as they should be.")
  private boolean stuck;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  private long all;

  ConnectionsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Instant now = context.now();
    List<Map<String, Object>> rows =
        context
            .database()
            .statement(db ->
                stuck
                    ? db.sql(STUCK).query(this::stuck).list()
                    : db.sql(COUNTED).query(ConnectionsCommand::counted).list());
    Listing.print(context.out(), json, rows, now);
    if (rows.isEmpty()) {
      context.err().println(stuck ? "No connection is stuck." : "There is no connection.");
    } else if (all > rows.size()) {
      context.err().println((all - rows.size()) + " more are not listed.");
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> counted(ResultSet row, int n) throws SQLException {
    var one = new LinkedHashMap<String, Object>();
    one.put("provider", row.getString("provider"));
    one.put("state", row.getString("state"));
    one.put("connections", row.getLong("connections"));
    one.put("provider is", row.getBoolean("down") ? "down" : "up");
    return one;
  }

  private Map<String, Object> stuck(ResultSet row, int n) throws SQLException {
    all = row.getLong("all_of_them");
    OffsetDateTime next = row.getObject("next_at", OffsetDateTime.class);
    String error = row.getString("last_error");
    var one = new LinkedHashMap<String, Object>();
    one.put("user", row.getString("user_id"));
    one.put("connection", row.getString("connection_id"));
    one.put("provider", row.getString("provider"));
    one.put("last read", row.getObject("read_at", OffsetDateTime.class).toInstant());
    one.put("next try", next == null ? "when it is renewed" : next.toInstant());
    one.put("reason", row.getString("reason"));
    one.put("error", error == null ? "" : error);
    return one;
  }
}
