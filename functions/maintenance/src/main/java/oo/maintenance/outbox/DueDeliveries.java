package oo.maintenance.outbox;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;

/** Waiting deliveries that are due, and those whose sender's time ran out. */
public final class DueDeliveries implements DueRows {
  private final String queue;

  public DueDeliveries(String queue) {
    this.queue = queue;
  }

  @Override
  public String name() {
    return "deliveries";
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
                  select user_id, decision_id, action from delivery
                  where state in ('waiting', 'sending')
                    and case state when 'waiting' then due_at else sending_until end <= oo_now()
                    and (hinted_at is null or hinted_at <= oo_now() - ? * interval '1 second')
                  order by due_at limit ?
                  for no key update skip locked)
                update delivery d set hinted_at = oo_now()
                from due where d.user_id = due.user_id and d.decision_id = due.decision_id and d.action = due.action
                returning d.user_id, d.decision_id, d.action, d.traceparent
                """)
            .params(LOST_AFTER_SECONDS, limit)
            .query((row, n) ->
                new Outgoing(
                    Message.bodyOf(
                        new DeliverHint(
                            new UserId(row.getObject("user_id", UUID.class)),
                            new DecisionId(row.getObject("decision_id", UUID.class)),
                            DeliverHint.Action.valueOf(row.getString("action"))),
                        row.getString("traceparent")),
                    Duration.ZERO))
            .list();
    return new Taken(hints.size(), hints);
  }
}
