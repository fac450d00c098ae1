package oo.signals.deliveries;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.decisions.ChosenTask;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.DeliverHint.Action;

/**
 * The table delivery. Each change of a state is one conditional update; false means that somebody
 * else was quicker.
 */
public final class DeliveryStore {
  /** It waits and its time has come, or whoever was sending it has run out of time. */
  private static final String DUE =
      "(state = 'waiting' and due_at <= oo_now() or state = 'sending' and sending_until <= oo_now())";

  /**
   * Queues a change, unless the decision has one like it or the same round of the task has one
   * pending.
   *
   * @param in until it is due
   */
  public boolean add(
      Transaction tx,
      DecisionId decision,
      Action action,
      ChosenTask task,
      Duration in,
      Trace trace) {
    return tx.sql(
                """
                insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
                  command_id, state, due_at, hinted_at, traceparent, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', oo_now() + ? * interval '1 millisecond', oo_now(), ?, oo_now())
                on conflict do nothing
                """)
            .params(
                task.connection().user().value(),
                decision.value(),
                action.name(),
                task.connection().connection().value(),
                task.subject(),
                task.occurrence(),
                task.recurring(),
                Uuid7.next(),
                in.toMillis(),
                trace.traceparent())
            .update()
        == 1;
  }

  /** The decision's own changes: at most one closing and one reopening. */
  public List<Delivery> of(Transaction tx, UserId user, DecisionId decision) {
    return tx.sql("select * from delivery where user_id = ? and decision_id = ?")
        .params(user.value(), decision.value())
        .query(DeliveryStore::row)
        .list();
  }

  /** Whether this round of the task is to be changed so. */
  public boolean pending(Transaction tx, ChosenTask task, Action action) {
    return tx.sql(
            """
            select exists (
              select from delivery
              where user_id = ? and connection_id = ? and subject = ? and occurrence = ? and action = ?
                and state in ('waiting', 'sending'))
            """)
        .params(round(task))
        .param(action.name())
        .query(Boolean.class)
        .single();
  }

  /**
   * The closing of this round of the task, of whichever decision, that was under way at a time or
   * still is. A transaction's time is when it began, so one that waited for another's lock may have
   * the earlier time and yet have found its closing: hence the minute, longer than any waits.
   */
  public Optional<Delivery> shared(Transaction tx, ChosenTask task, Instant at) {
    return tx.sql(
            """
            select * from delivery
            where user_id = ? and connection_id = ? and subject = ? and occurrence = ? and action = 'close'
              and created_at <= ?::timestamptz + interval '1 minute' and (settled_at is null or settled_at >= ?)
            order by created_at limit 1
            """)
        .params(round(task))
        .params(at.atOffset(ZoneOffset.UTC), at.atOffset(ZoneOffset.UTC))
        .query(DeliveryStore::row)
        .optional();
  }

  private static Object[] round(ChosenTask task) {
    return new Object[] {
      task.connection().user().value(),
      task.connection().connection().value(),
      task.subject(),
      task.occurrence()
    };
  }

  public Optional<Delivery> find(Transaction tx, DeliverHint hint) {
    return tx.sql("select * from delivery where user_id = ? and decision_id = ? and action = ?")
        .params(key(hint))
        .query(DeliveryStore::row)
        .optional();
  }

  /** The delivery, when somebody should claim it now. */
  public Optional<Delivery> due(Transaction tx, DeliverHint hint) {
    return tx.sql(
            "select * from delivery where user_id = ? and decision_id = ? and action = ? and "
                + DUE)
        .params(key(hint))
        .query(DeliveryStore::row)
        .optional();
  }

  /** Makes what a renewed connection had not delivered due at once; a sender's claim is void. */
  public void retryNow(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update delivery
            set hinted_at = null, due_at = case when state = 'waiting' then oo_now() else due_at end,
                sending_until = case when state = 'sending' then oo_now() end
            where user_id = ? and connection_id = ? and state in ('waiting', 'sending') and attempts > 0
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** Cancels what waits to be sent to a connection that is ended. */
  public void cancelWaiting(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update delivery set state = 'cancelled', settled_at = oo_now()
            where user_id = ? and connection_id = ? and state = 'waiting'
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** Takes it back, if nobody has begun to send it. */
  public boolean cancel(Transaction tx, DeliverHint hint) {
    return tx.sql(
                """
                update delivery set state = 'cancelled', settled_at = oo_now()
                where user_id = ? and decision_id = ? and action = ? and state = 'waiting'
                """)
            .params(key(hint))
            .update()
        == 1;
  }

  /** Remembers that it was taken back while it is being sent: to be acted on when it settles. */
  public boolean withdraw(Transaction tx, DeliverHint hint) {
    return tx.sql(
                """
                update delivery set withdrawn = true
                where user_id = ? and decision_id = ? and action = ? and state = 'sending'
                """)
            .params(key(hint))
            .update()
        == 1;
  }

  /** Its connection was ended: nobody will send it, and what an earlier try did stays unknown. */
  public boolean abandon(Transaction tx, DeliverHint hint) {
    return tx.sql(
                """
                update delivery set state = 'cancelled', settled_at = oo_now(), sending_until = null
                where user_id = ? and decision_id = ? and action = ? and
                """
                    + DUE)
            .params(key(hint))
            .update()
        == 1;
  }

  /**
   * Claims it for sending: when it waits and is due, or when an earlier sender's time ran out; then
   * an earlier try may have succeeded.
   *
   * @param until the sender's lease ends
   */
  public Optional<Claim> claim(Transaction tx, DeliverHint hint, Instant until) {
    return tx.sql(
            """
            with before as (
              select state from delivery
              where user_id = ? and decision_id = ? and action = ? and %s
              for update)
            update delivery d
            set state = 'sending', sending_until = ?, attempts = attempts + 1, hinted_at = oo_now()
            from before
            where d.user_id = ? and d.decision_id = ? and d.action = ?
            returning d.*, before.state = 'sending' as unsure
            """
                .formatted(DUE))
        .params(key(hint))
        .param(until.atOffset(ZoneOffset.UTC))
        .params(key(hint))
        .query((row, n) -> new Claim(row(row, n), row.getBoolean("unsure")))
        .optional();
  }

  /**
   * @param unsure an earlier try may have succeeded
   */
  public record Claim(Delivery delivery, boolean unsure) {}

  /** Settles what this sender claimed. */
  public boolean settle(Transaction tx, Delivery claimed, Delivery.State state, String why) {
    return tx.sql(
                """
                update delivery set state = ?, settled_at = oo_now(), sending_until = null, last_error = nullif(?, '')
                where user_id = ? and decision_id = ? and action = ? and state = 'sending' and attempts = ?
                """)
            .param(state.name().toLowerCase(Locale.ROOT))
            .param(why)
            .params(key(claimed))
            .update()
        == 1;
  }

  /** It was not done: it waits again. */
  public boolean wait(Transaction tx, Delivery claimed, Duration in, String why) {
    return tx.sql(
                """
                update delivery set state = 'waiting', sending_until = null, last_error = ?, hinted_at = oo_now(),
                  due_at = oo_now() + ? * interval '1 millisecond'
                where user_id = ? and decision_id = ? and action = ? and state = 'sending' and attempts = ?
                """)
            .params(why, in.toMillis())
            .params(key(claimed))
            .update()
        == 1;
  }

  /** Whether it was done is unknown: it stays sending, and the next claim reads first. */
  public boolean unknown(Transaction tx, Delivery claimed, Duration in, String why) {
    return tx.sql(
                """
                update delivery set last_error = ?, hinted_at = oo_now(),
                  sending_until = oo_now() + ? * interval '1 millisecond'
                where user_id = ? and decision_id = ? and action = ? and state = 'sending' and attempts = ?
                """)
            .params(why, in.toMillis())
            .params(key(claimed))
            .update()
        == 1;
  }

  /** Somebody else talks to the provider: due a little later. */
  public boolean postpone(Transaction tx, DeliverHint hint, Duration in) {
    return tx.sql(
                """
                update delivery
                set hinted_at = oo_now(),
                    due_at = case when state = 'waiting' then later.at else due_at end,
                    sending_until = case when state = 'sending' then later.at end
                from (select oo_now() + ? * interval '1 millisecond' as at) later
                where user_id = ? and decision_id = ? and action = ? and
                """
                    + DUE)
            .param(in.toMillis())
            .params(key(hint))
            .update()
        == 1;
  }

  private static Object[] key(DeliverHint hint) {
    return new Object[] {hint.user().value(), hint.decision().value(), hint.action().name()};
  }

  private static Object[] key(Delivery d) {
    return new Object[] {
      d.connection().user().value(), d.decision().value(), d.action().name(), d.attempts()
    };
  }

  private static Delivery row(ResultSet row, int n) throws SQLException {
    return new Delivery(
        new DecisionId(row.getObject("decision_id", UUID.class)),
        Action.valueOf(row.getString("action")),
        new ConnectionRef(
            new UserId(row.getObject("user_id", UUID.class)),
            new ConnectionId(row.getObject("connection_id", UUID.class))),
        row.getString("subject"),
        row.getString("occurrence"),
        row.getBoolean("recurring"),
        row.getObject("command_id", UUID.class),
        Delivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getInt("attempts"),
        row.getBoolean("withdrawn"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        Trace.continued(row.getString("traceparent")));
  }
}
