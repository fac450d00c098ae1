package oo.maintenance.outbox;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.hints.RevokeHint;

/** Grants that are due to be revoked, or whose purge is due. */
public final class DueRevocations implements DueRows {
  private final String queue;

  public DueRevocations(String queue) {
    this.queue = queue;
  }

  @Override
  public String name() {
    return "revocations";
  }

  @Override
  public String queue() {
    return queue;
  }

  @Override
  public Taken take(Transaction tx, int limit) {
    List<Outgoing> hints =
        tx.sql(
                """
                with due as (
                  select user_id, connection_id from revocation
                  where (due_at <= oo_now() or purge_at <= oo_now())
                    and (hinted_at is null or hinted_at <= oo_now() - ? * interval '1 second')
                  order by due_at limit ?
                  for no key update skip locked)
                update revocation r set hinted_at = oo_now()
                from due where r.user_id = due.user_id and r.connection_id = due.connection_id
                returning r.user_id, r.connection_id, r.traceparent
                """)
            .params(LOST_AFTER_SECONDS, limit)
            .query((row, n) ->
                new Outgoing(
                    Message.bodyOf(
                        new RevokeHint(
                            new UserId(row.getObject("user_id", UUID.class)),
                            new ConnectionId(row.getObject("connection_id", UUID.class))),
                        row.getString("traceparent")),
                    Duration.ZERO))
            .list();
    return new Taken(hints.size(), hints, false);
  }
}
