package oo.maintenance.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.hints.FetchHint;
import org.jspecify.annotations.Nullable;

/** Connections that are due to be read and that no reader holds. */
public final class DueConnections implements DueRows {
  private static final int CONNECTIONS_A_HINT = 50;

  private final String queue;

  public DueConnections(String queue) {
    this.queue = queue;
  }

  private record Row(@Nullable String traceparent, FetchHint.Due due) {}

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public String queue() {
    return queue;
  }

  @Override
  public Taken take(Transaction tx, int limit) {
    List<Row> rows =
        tx.sql(
                """
                with due as (
                  select user_id, connection_id from connection
                  where state <> 'ended' and due_at <= oo_now()
                    and (not_before is null or not_before <= oo_now())
                    and (lease_until is null or lease_until <= oo_now())
                    and (hinted_at is null or hinted_at <= oo_now() - ? * interval '1 second')
                  order by due_at limit ?
                  for no key update skip locked)
                update connection c set hinted_at = oo_now()
                from due where c.user_id = due.user_id and c.connection_id = due.connection_id
                returning c.user_id, c.connection_id, c.traceparent
                """)
            .params(LOST_AFTER_SECONDS, limit)
            .query((row, n) ->
                new Row(
                    row.getString("traceparent"),
                    new FetchHint.Due(
                        new UserId(row.getObject("user_id", UUID.class)),
                        new ConnectionId(row.getObject("connection_id", UUID.class)))))
            .list();
    return new Taken(rows.size(), hints(rows), false);
  }

  /** One hint names several connections, but only of one trace. */
  private static List<Outgoing> hints(List<Row> rows) {
    String own = Trace.traceparent(Invocation.trace());
    var byTrace = new LinkedHashMap<String, List<FetchHint.Due>>();
    for (Row row : rows) {
      byTrace
          .computeIfAbsent(
              Objects.requireNonNullElse(row.traceparent(), own), trace -> new ArrayList<>())
          .add(row.due());
    }
    var hints = new ArrayList<Outgoing>();
    byTrace.forEach((trace, all) -> {
      for (int from = 0; from < all.size(); from += CONNECTIONS_A_HINT) {
        var some = all.subList(from, Math.min(from + CONNECTIONS_A_HINT, all.size()));
        hints.add(
            new Outgoing(Message.bodyOf(new FetchHint(List.copyOf(some)), trace), Duration.ZERO));
      }
    });
    return hints;
  }
}
