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
import oo.signals.Occurrence;
import oo.signals.decisions.ChosenTask;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The table delivery. Each change of a state is one conditional update; false means that another
 * caller changed it first.
 */
public final class DeliveryStore {
  /** It waits and is due, or its sender has run out of time. */
  private static final String DUE =
      "(state = 'waiting' and due_at <= oo_now() or state = 'sending' and sending_until <= oo_now())";

  private static final String ONE =
      "user_id = :user and decision_id = :decision and action = :action ";
  private static final String CLAIMED = ONE + "and state = 'sending' and attempts = :attempts";
  private static final String ROUND =
      "user_id = :user and connection_id = :connection and subject = :subject and occurrence = :occurrence ";

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
    return ofRound(
                tx,
                task,
                """
                insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
                  command_id, state, due_at, hinted_at, traceparent, created_at)
                values (:user, :decision, :action, :connection, :subject, :occurrence, :recurring,
                  :command, 'waiting', oo_now() + :in * interval '1 millisecond', oo_now(), :traceparent, oo_now())
                on conflict do nothing
                """)
            .param("decision", decision.value())
            .param("action", action.name())
            .param("recurring", task.recurring())
            .param("command", Uuid7.next())
            .param("in", in.toMillis())
            .param("traceparent", trace.traceparent())
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

  /** Whether such a change of this round of the task is pending. */
  public boolean pending(Transaction tx, ChosenTask task, Action action) {
    return ofRound(
            tx,
            task,
            "select exists (select from delivery where "
                + ROUND
                + "and action = :action and state in ('waiting', 'sending'))")
        .param("action", action.name())
        .query(Boolean.class)
        .single();
  }

  /**
   * The closing of this round of the task, of any decision, that was pending at a time or still is.
   * A transaction's time is when it began. One that waited for another's lock may have the earlier
   * time and yet have found its closing: hence the minute, longer than any wait.
   */
  public Optional<Delivery> shared(Transaction tx, ChosenTask task, Instant at) {
    return ofRound(
            tx,
            task,
            "select * from delivery where "
                + ROUND
                + """
                and action = 'close' and created_at <= :at::timestamptz + interval '1 minute'
                and (settled_at is null or settled_at >= :at)
                order by created_at limit 1
                """)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .query(DeliveryStore::row)
        .optional();
  }

  public Optional<Delivery> find(Transaction tx, DeliverHint hint) {
    return one(tx, hint, "select * from delivery where " + ONE)
        .query(DeliveryStore::row)
        .optional();
  }

  /** The delivery, when it can be claimed now. */
  public Optional<Delivery> due(Transaction tx, DeliverHint hint) {
    return one(tx, hint, "select * from delivery where " + ONE + "and " + DUE)
        .query(DeliveryStore::row)
        .optional();
  }

  /** Makes due at once what a connection could not deliver before it was renewed; voids claims. */
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

  /** A change that is not at its source yet, and the tip that it belongs to. */
  public record Pending(
      Action action, Delivery.State state, String title, @Nullable String deepLink) {}

  /** What is not at its source yet, oldest first. The caller has locked the connection's row. */
  public List<Pending> pending(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            """
            select d.action, d.state, n.shown ->> 'title' as title, n.shown ->> 'deep_link' as deep_link
            from delivery d join decision n using (user_id, decision_id)
            where d.user_id = ? and d.connection_id = ? and d.state in ('waiting', 'sending')
            order by d.created_at, d.decision_id
            """)
        .params(ref.user().value(), ref.connection().value())
        .query((row, n) ->
            new Pending(
                Action.valueOf(row.getString("action")),
                state(row),
                String.valueOf(row.getString("title")),
                row.getString("deep_link")))
        .list();
  }

  /**
   * Makes due at once what is not at its source yet, as the person waits for it. A claim of a
   * sender that still works is safe: the next one needs the lease. A change that was tried in the
   * last ten seconds keeps its time.
   *
   * @return hints of what is due by that
   */
  public List<DeliverHint> hurry(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            """
            update delivery
            set hinted_at = oo_now(), due_at = case when state = 'waiting' then oo_now() else due_at end,
                sending_until = case when state = 'sending' then oo_now() end
            where user_id = ? and connection_id = ? and state in ('waiting', 'sending')
              and case state when 'waiting' then due_at else sending_until end > oo_now()
              and (attempts = 0 or hinted_at is null or hinted_at <= oo_now() - interval '10 seconds')
            returning decision_id, action
            """)
        .params(ref.user().value(), ref.connection().value())
        .query((row, n) ->
            new DeliverHint(
                ref.user(),
                new DecisionId(row.getObject("decision_id", UUID.class)),
                Action.valueOf(row.getString("action"))))
        .list();
  }

  /** Cancels what waits for a connection that is ended. */
  public void cancelWaiting(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update delivery set state = 'cancelled', settled_at = oo_now()
            where user_id = ? and connection_id = ? and state = 'waiting'
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** Takes it back, unless it is being sent. */
  public boolean cancel(Transaction tx, DeliverHint hint) {
    return one(
                tx,
                hint,
                "update delivery set state = 'cancelled', settled_at = oo_now() where "
                    + ONE
                    + "and state = 'waiting'")
            .update()
        == 1;
  }

  /** Notes that it was taken back while it is being sent; its settlement acts on that. */
  public boolean withdraw(Transaction tx, DeliverHint hint) {
    return one(
                tx,
                hint,
                "update delivery set withdrawn = true where " + ONE + "and state = 'sending'")
            .update()
        == 1;
  }

  /** Its connection was ended: it is sent no more, and what an earlier try did stays unknown. */
  public boolean abandon(Transaction tx, DeliverHint hint) {
    return one(
                tx,
                hint,
                "update delivery set state = 'cancelled', settled_at = oo_now(), sending_until = null where "
                    + ONE
                    + "and "
                    + DUE)
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
    return one(
            tx,
            hint,
            """
            with before as (
              select state from delivery
              where user_id = :user and decision_id = :decision and action = :action and %s
              for update)
            update delivery d
            set state = 'sending', sending_until = :until, attempts = attempts + 1, hinted_at = oo_now()
            from before
            where d.user_id = :user and d.decision_id = :decision and d.action = :action
            returning d.*, before.state = 'sending' as unsure
            """
                .formatted(DUE))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query((row, n) -> new Claim(row(row, n), row.getBoolean("unsure")))
        .optional();
  }

  /**
   * @param unsure an earlier try may have succeeded
   */
  public record Claim(Delivery delivery, boolean unsure) {}

  /** Settles what this sender claimed. */
  public boolean settle(Transaction tx, Delivery claimed, Delivery.State state, String why) {
    return claimed(
                tx,
                claimed,
                """
                update delivery
                set state = :state, settled_at = oo_now(), sending_until = null, last_error = nullif(:why, '')
                where
                """
                    + CLAIMED)
            .param("state", state.name().toLowerCase(Locale.ROOT))
            .param("why", why)
            .update()
        == 1;
  }

  /** It was not done: it waits again. */
  public boolean wait(Transaction tx, Delivery claimed, Duration in, String why) {
    return claimed(
                tx,
                claimed,
                """
                update delivery
                set state = 'waiting', sending_until = null, last_error = :why, hinted_at = oo_now(),
                    due_at = oo_now() + :in * interval '1 millisecond'
                where
                """
                    + CLAIMED)
            .param("why", why)
            .param("in", in.toMillis())
            .update()
        == 1;
  }

  /** Whether it was done is unknown: it stays sending, and the next claim reads first. */
  public boolean unknown(Transaction tx, Delivery claimed, Duration in, String why) {
    return claimed(
                tx,
                claimed,
                """
                update delivery
                set last_error = :why, hinted_at = oo_now(), sending_until = oo_now() + :in * interval '1 millisecond'
                where
                """
                    + CLAIMED)
            .param("why", why)
            .param("in", in.toMillis())
            .update()
        == 1;
  }

  /** Makes it due a little later, as the connection's lease is held. */
  public boolean postpone(Transaction tx, DeliverHint hint, Duration in) {
    return one(
                tx,
                hint,
                """
                update delivery
                set hinted_at = oo_now(),
                    due_at = case when state = 'waiting' then later.at else due_at end,
                    sending_until = case when state = 'sending' then later.at end
                from (select oo_now() + :in * interval '1 millisecond' as at) later
                where
                """
                    + ONE
                    + "and "
                    + DUE)
            .param("in", in.toMillis())
            .update()
        == 1;
  }

  private static StatementSpec one(Transaction tx, DeliverHint hint, String sql) {
    return tx.sql(sql)
        .param("user", hint.user().value())
        .param("decision", hint.decision().value())
        .param("action", hint.action().name());
  }

  private static StatementSpec claimed(Transaction tx, Delivery claimed, String sql) {
    return one(tx, claimed.hint(), sql).param("attempts", claimed.attempts());
  }

  private static StatementSpec ofRound(Transaction tx, ChosenTask task, String sql) {
    return tx.sql(sql)
        .param("user", task.connection().user().value())
        .param("connection", task.connection().connection().value())
        .param("subject", task.subject())
        .param("occurrence", task.occurrence().text());
  }

  private static Delivery row(ResultSet row, int n) throws SQLException {
    return new Delivery(
        new DecisionId(row.getObject("decision_id", UUID.class)),
        Action.valueOf(row.getString("action")),
        new ConnectionRef(
            new UserId(row.getObject("user_id", UUID.class)),
            new ConnectionId(row.getObject("connection_id", UUID.class))),
        row.getString("subject"),
        new Occurrence(row.getString("occurrence")),
        row.getBoolean("recurring"),
        row.getObject("command_id", UUID.class),
        state(row),
        row.getInt("attempts"),
        row.getBoolean("withdrawn"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        Trace.continued(row.getString("traceparent")));
  }

  private static Delivery.State state(ResultSet row) throws SQLException {
    return Delivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
  }
}
