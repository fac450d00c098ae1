package oo.maintenance.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;

/**
 * Waiting deliveries that are due, and those whose sender's time ran out.
 *
 * <p>However many they are, few of them have a hint at a time, so that the hint of a fresh tap
 * finds a short queue. While a provider is down none has one, until it is time to try one call:
 * then one has.
 */
public final class DueDeliveries implements DueRows {
  /**
   * Hinted and not yet taken, at most: the work of 2 s on an idle machine, of 20 s on a busy one.
   */
  private static final int OUTSTANDING = 300;

  private final String queue;
  private final int outstanding;

  public DueDeliveries(String queue) {
    this(queue, OUTSTANDING);
  }

  /**
   * @param outstanding how many may be hinted and not yet taken
   */
  public DueDeliveries(String queue, int outstanding) {
    this.queue = queue;
    this.outstanding = outstanding;
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
    List<String> down = down(tx, "");
    var hints = new ArrayList<>(take(tx, limit, "c.provider <> all (:providers)", down));
    for (String tried : down(tx, "and probe_at <= oo_now()")) {
      hints.addAll(take(tx, 1, "c.provider = any (:providers)", List.of(tried)));
    }
    return new Taken(hints.size(), hints, backlog(tx, down));
  }

  private List<Outgoing> take(Transaction tx, int limit, String which, List<String> providers) {
    return tx.sql(
            """
            with room as (
              select greatest(0, least(:limit, :outstanding - count(*))) as rows from (
                select from delivery
                where state in ('waiting', 'sending') and hinted_at > oo_now() - :lost * interval '1 second'
                  and case state when 'waiting' then due_at else sending_until end <= oo_now()
                limit :outstanding) hinted),
            due as (
              select d.user_id, d.decision_id, d.action
              from delivery d join connection c using (user_id, connection_id)
              where d.state in ('waiting', 'sending')
                and case d.state when 'waiting' then d.due_at else d.sending_until end <= oo_now()
                and (d.hinted_at is null or d.hinted_at <= oo_now() - :lost * interval '1 second')
                and %s
              order by d.due_at limit (select rows from room)
              for no key update of d skip locked)
            update delivery d set hinted_at = oo_now()
            from due where d.user_id = due.user_id and d.decision_id = due.decision_id and d.action = due.action
            returning d.user_id, d.decision_id, d.action, d.traceparent
            """
                .formatted(which))
        .param("lost", LOST_AFTER_SECONDS)
        .param("limit", limit)
        .param("outstanding", outstanding)
        .param("providers", tx.texts(providers))
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
  }

  private static List<String> down(Transaction tx, String and) {
    return tx.sql("select provider from provider_gate where down " + and)
        .query((row, n) -> row.getString("provider"))
        .list();
  }

  /** Whether others are due that may have a hint when these are taken. */
  private static boolean backlog(Transaction tx, List<String> down) {
    return tx.sql(
            """
            select exists (
              select from delivery d join connection c using (user_id, connection_id)
              where d.state in ('waiting', 'sending')
                and case d.state when 'waiting' then d.due_at else d.sending_until end <= oo_now()
                and (d.hinted_at is null or d.hinted_at <= oo_now() - :lost * interval '1 second')
                and c.provider <> all (:down))
            """)
        .param("lost", LOST_AFTER_SECONDS)
        .param("down", tx.texts(down))
        .query(Boolean.class)
        .single();
  }
}
