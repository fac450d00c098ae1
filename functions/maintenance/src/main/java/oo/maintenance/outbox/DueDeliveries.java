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

  private static final String DUE =
      """
      d.state in ('waiting', 'sending')
        and case d.state when 'waiting' then d.due_at else d.sending_until end <= oo_now()
      """;

  /** Of what is due, what has no hint or a lost one. A condition on its provider follows. */
  private static final String TO_HINT =
      """
      from delivery d join connection c using (user_id, connection_id)
      where %s
        and (d.hinted_at is null or d.hinted_at <= oo_now() - :lost * interval '1 second')
        and c.provider
      """
          .formatted(DUE);

  private static final String NOT_DOWN = "<> all (:providers)";
  private static final String ONE_OF = "= any (:providers)";

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
    var hints = new ArrayList<>(take(tx, limit, NOT_DOWN, down));
    for (String tried : down(tx, "and probe_at <= oo_now()")) {
      hints.addAll(take(tx, 1, ONE_OF, List.of(tried)));
    }
    return new Taken(hints.size(), hints, backlog(tx, down));
  }

  private List<Outgoing> take(Transaction tx, int limit, String which, List<String> providers) {
    return tx.sql(
            """
            with room as (
              select greatest(0, least(:limit, :outstanding - count(*))) as rows from (
                select from delivery d
                where %1$s and d.hinted_at > oo_now() - :lost * interval '1 second'
                limit :outstanding) hinted),
            due as (
              select d.user_id, d.decision_id, d.action %2$s %3$s
              order by d.due_at limit (select rows from room)
              for no key update of d skip locked)
            update delivery d set hinted_at = oo_now()
            from due where d.user_id = due.user_id and d.decision_id = due.decision_id and d.action = due.action
            returning d.user_id, d.decision_id, d.action, d.traceparent
            """
                .formatted(DUE, TO_HINT, which))
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
    return tx.sql("select exists (select " + TO_HINT + NOT_DOWN + ")")
        .param("lost", LOST_AFTER_SECONDS)
        .param("providers", tx.texts(down))
        .query(Boolean.class)
        .single();
  }
}
