package oo.signals.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.SpanContext;
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
import oo.contract.Json;
import oo.contract.TapReply;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.health.Waiting;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Occurrence;
import oo.signals.Task;
import oo.signals.decisions.ChosenTask;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The tables delivery and shared_closing. Each change of a state is one conditional update; false
 * means that another caller changed it first.
 *
 * <p>A round is a task and its occurrence; at most one change of a round is pending. A closing and
 * its reopening are kept under the decision that asked for the closing; other decisions of the
 * round may share it.
 */
public final class DeliveryStore {
  /** It waits and is due, or its sender has run out of time. */
  private static final String DUE =
      "(state = 'waiting' and due_at <= oo_now() or state = 'sending' and sending_until <= oo_now())";

  /** What waits longer is hinted by the sweep alone, which keeps few hints outstanding. */
  private static final Duration LONGEST_HINT = Duration.ofMinutes(1);

  private static final String ONE =
      "user_id = :user and decision_id = :decision and action = :action ";
  private static final String CLAIMED = ONE + "and state = 'sending' and attempts = :attempts";

  /**
   * Queues the closing of a decision's task, unless a change of the round is pending.
   *
   * @param in until it is due
   */
  public boolean close(
      Transaction tx, DecisionId decision, ChosenTask task, Duration in, SpanContext trace) {
    return ofRound(
                tx,
                task,
                """
                insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
                  command_id, state, due_at, hinted_at, traceparent, created_at)
                values (:user, :decision, 'close', :connection, :subject, :occurrence, :recurring,
                  :command, 'waiting', oo_now() + :in * interval '1 millisecond', oo_now(), :traceparent, oo_now())
                on conflict do nothing
                """)
            .param("decision", decision.value())
            .param("recurring", task.recurring())
            .param("command", commandId(decision, Action.close))
            .param("in", in.toMillis())
            .param("traceparent", Trace.traceparent(trace))
            .update()
        == 1;
  }

  /**
   * Queues the reversal of a delivered closing, due at once, with the tasks that closed with it.
   * No-op when it was queued before or a change of the round is pending.
   *
   * <p>Best effort where the answer to the closing was lost: with all tasks below it that a read
   * found closed between the first try and five minutes after the last.
   */
  public boolean reopen(Transaction tx, Delivery closing, SpanContext trace) {
    return one(
                tx,
                closing.hint(),
                """
                with recursive closing as (
                  select * from delivery
                  where user_id = :user and decision_id = :decision and action = :action and state = 'delivered'),
                gone as (
                  select t.subject, t.parent
                  from closing c
                  join task t on t.user_id = c.user_id and t.connection_id = c.connection_id and not t.open
                    and t.changed_at between c.first_sent_at and c.settled_at + interval '5 minutes'
                  where c.attempts > 1),
                below as (
                  select gone.subject from gone join closing c on gone.parent = c.subject
                  union select gone.subject from gone join below on gone.parent = below.subject)
                insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
                  command_id, state, due_at, hinted_at, traceparent, created_at, closed_with)
                select user_id, decision_id, 'reopen', connection_id, subject, occurrence, recurring,
                  :command, 'waiting', oo_now(), oo_now(), :traceparent, oo_now(),
                  array(select unnest(closed_with) union select subject from below order by 1)
                from closing
                on conflict do nothing
                """)
            .param("command", commandId(closing.decision(), Action.reopen))
            .param("traceparent", Trace.traceparent(trace))
            .update()
        == 1;
  }

  /**
   * A decision has one closing and one reopening at most. The same id each time, so that a tap that
   * a restored database has forgotten is no second command for the source.
   */
  private static UUID commandId(DecisionId decision, Action action) {
    return UUID.nameUUIDFromBytes((decision.value() + "/" + action).getBytes(UTF_8));
  }

  /**
   * Makes a decision's "done" share the closing of its round that is pending, of another decision,
   * and be sent although that one was taken back. False when there is none.
   */
  public boolean share(Transaction tx, DecisionId decision, ChosenTask task) {
    return ofRound(
                tx,
                task,
                """
                with pending as (
                  update delivery set withdrawn = false
                  where user_id = :user and connection_id = :connection and subject = :subject
                    and occurrence = :occurrence and action = 'close' and state in ('waiting', 'sending')
                  returning decision_id)
                insert into shared_closing (user_id, decision_id, closing)
                select :user, :decision, decision_id from pending
                on conflict (user_id, decision_id) do update set closing = excluded.closing
                """)
            .param("decision", decision.value())
            .update()
        == 1;
  }

  /** All changes of the round of a decision's task. */
  public Round round(Transaction tx, DecisionId decision, ChosenTask task) {
    return round(tx, decision, task.connection(), task.subject(), task.occurrence());
  }

  /** All changes of the round of a change. */
  public Round round(Transaction tx, Delivery delivery) {
    return round(
        tx, delivery.decision(), delivery.connection(), delivery.subject(), delivery.occurrence());
  }

  private static Round round(
      Transaction tx,
      DecisionId decision,
      ConnectionRef ref,
      String subject,
      Occurrence occurrence) {
    return new Round(
        ofRound(
                tx,
                ref,
                subject,
                occurrence,
                """
                select c.*, d.made_at,
                  d.decision_id = coalesce((
                    select closing from shared_closing where user_id = :user and decision_id = :decision), :decision) as own,
                  d.state = 'done' or exists (
                    select from shared_closing s join decision other using (user_id, decision_id)
                    where s.user_id = d.user_id and s.closing = d.decision_id and other.state = 'done') as stands
                from delivery c join decision d using (user_id, decision_id)
                where c.user_id = :user and c.connection_id = :connection and c.subject = :subject
                  and c.occurrence = :occurrence
                order by c.seq
                """)
            .param("decision", decision.value())
            .query((row, n) ->
                new Round.Change(
                    row(row, n),
                    row.getBoolean("own"),
                    row.getBoolean("stands"),
                    row.getObject("made_at", OffsetDateTime.class).toInstant()))
            .list());
  }

  public Optional<Delivery> find(Transaction tx, DeliverHint hint) {
    return one(tx, hint, "select * from delivery where " + ONE)
        .query(DeliveryStore::row)
        .optional();
  }

  /**
   * A tap's change as its person should see it.
   *
   * @param title as the tip said it
   * @param now the task as it is at its source since a closing of a round was delivered; null when
   *     that is not read yet
   */
  public record Recent(
      DecisionId decision, String title, TapReply.Delivery state, @Nullable Task now) {}

  /**
   * The changes of a user that are on their way, or were delivered or refused in the last two
   * minutes; the newest first, at most 20. Of a closing that was taken back, the reopening.
   */
  public List<Recent> recent(Transaction tx, UserId user) {
    return tx.sql(
            """
            select d.decision_id, dec.shown ->> 'title' as title, d.occurrence,
                   case when d.action = 'close' or d.state = 'refused' then d.state
                        when d.state = 'delivered' then 'reopened' else 'reopening' end as delivery,
                   case when d.action = 'close' and d.state = 'delivered' and d.recurring then (
                     select c.task from task t join candidate c using (user_id, connection_id, subject, version)
                     where t.user_id = d.user_id and t.connection_id = d.connection_id and t.subject = d.subject
                       and t.open) end as task
            from delivery d
            join decision dec using (user_id, decision_id)
            join connection live on live.user_id = d.user_id and live.connection_id = d.connection_id
            where d.user_id = ? and (d.settled_at is null or d.settled_at > oo_now() - interval '2 minutes')
              and d.state <> 'cancelled' and live.state <> 'ended'
              and not (d.action = 'close' and exists (
                select from delivery undo
                where undo.user_id = d.user_id and undo.decision_id = d.decision_id and undo.action = 'reopen'
                  and undo.state <> 'cancelled'))
            order by d.created_at desc, d.decision_id desc limit 20
            """)
        .param(user.value())
        .query((row, n) -> {
          String json = row.getString("task");
          Task task = json == null ? null : Json.mapper().readValue(json, Task.class);
          var closed = new Occurrence(row.getString("occurrence"));
          return new Recent(
              new DecisionId(row.getObject("decision_id", UUID.class)),
              row.getString("title"),
              TapReply.Delivery.valueOf(row.getString("delivery")),
              task == null || task.occurrence().equals(closed) ? null : task);
        })
        .list();
  }

  /**
   * A delivery that can be claimed now.
   *
   * @param held its provider is down, and it is not yet time to try one call
   */
  public record Due(Delivery delivery, boolean held) {}

  /** One index look-up when it is not due: settled, too early, or being sent. */
  public Optional<Due> due(Sql db, DeliverHint hint) {
    return one(
            db,
            hint,
            """
            select *, exists (
              select from connection c join provider_gate g using (provider)
              where c.user_id = :user and c.connection_id = delivery.connection_id
                and g.down and g.probe_at > oo_now()) as held
            from delivery where
            """
                + ONE
                + "and "
                + DUE)
        .query((row, n) -> new Due(row(row, n), row.getBoolean("held")))
        .optional();
  }

  /** Makes due at once what a connection could not deliver before it was renewed; voids claims. */
  public void retryNow(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update delivery
            set hinted_at = null, %s
            where user_id = ? and connection_id = ? and state in ('waiting', 'sending') and attempts > 0
            """
                .formatted(dueFrom("oo_now()")))
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** A change that is not at its source yet, and the tip that it belongs to. */
  public record Pending(DecisionId decision, Action action, Delivery.State state, String title) {}

  /** What is not at its source yet, oldest first. The caller has locked the connection's row. */
  public List<Pending> pending(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            """
            select d.decision_id, d.action, d.state, n.shown ->> 'title' as title
            from delivery d join decision n using (user_id, decision_id)
            where d.user_id = ? and d.connection_id = ? and d.state in ('waiting', 'sending')
            order by d.seq
            """)
        .params(ref.user().value(), ref.connection().value())
        .query((row, n) ->
            new Pending(
                new DecisionId(row.getObject("decision_id", UUID.class)),
                Action.valueOf(row.getString("action")),
                state(row),
                String.valueOf(row.getString("title"))))
        .list();
  }

  /**
   * Makes due at once what is not at its source yet, as the person waits for it. A claim of a
   * sender that still works is safe: the next one needs the lease. A change that was tried or
   * hinted at in the last ten seconds keeps its time.
   *
   * @return hints of what is due, also instead of those that were lost
   */
  public List<DeliverHint> hurry(Transaction tx, ConnectionRef ref) {
    return tx.sql(
            """
            update delivery
            set hinted_at = oo_now(), %s
            where user_id = ? and connection_id = ? and state in ('waiting', 'sending')
              and (attempts = 0 and due_at > oo_now()
                or hinted_at is null or hinted_at <= oo_now() - interval '10 seconds')
            returning decision_id, action
            """
                .formatted(dueFrom("oo_now()")))
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
   * an earlier try may have succeeded. The claim counts before the sending begins. Should that not
   * end, the next claim is possible when the lease is over, and later each time.
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
            set state = 'sending', sending_until = greatest(:until, oo_now() + oo_rest(unfinished)),
                attempts = attempts + 1, unfinished = unfinished + 1, hinted_at = oo_now(),
                first_sent_at = coalesce(first_sent_at, oo_now())
            from before
            where d.user_id = :user and d.decision_id = :decision and d.action = :action
            returning d.*, before.state = 'sending' as unsure
            """
                .formatted(DUE))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query((row, n) ->
            new Claim(row(row, n), row.getBoolean("unsure"), row.getInt("unfinished") - 1))
        .optional();
  }

  /**
   * @param unsure an earlier try may have succeeded
   * @param brokeOff how many tries before this one ended without a result, in a row
   */
  public record Claim(Delivery delivery, boolean unsure, int brokeOff) {}

  /** Settles what this sender claimed. */
  public boolean settle(Transaction tx, Delivery claimed, Delivery.State state, String why) {
    return claimed(
                tx,
                claimed,
                """
                update delivery
                set state = :state, settled_at = oo_now(), sending_until = null, unfinished = 0, last_error = nullif(:why, '')
                where
                """
                    + CLAIMED)
            .param("state", state.name().toLowerCase(Locale.ROOT))
            .param("why", why)
            .update()
        == 1;
  }

  /**
   * Settles what this sender claimed and the source did.
   *
   * @param closedWith other tasks that closed with it
   */
  public boolean delivered(Transaction tx, Delivery claimed, List<String> closedWith) {
    return claimed(
                tx,
                claimed,
                """
                update delivery
                set state = 'delivered', settled_at = oo_now(), sending_until = null, unfinished = 0, last_error = null,
                    closed_with = case when action = 'close' then :closedWith else closed_with end
                where
                """
                    + CLAIMED)
            .param("closedWith", tx.texts(closedWith))
            .update()
        == 1;
  }

  /**
   * It was not done: it waits again.
   *
   * @return whether the caller sends a hint; else the sweep does, as the wait is long or the
   *     provider is down
   */
  public boolean wait(Transaction tx, Delivery claimed, Duration in, String why) {
    return again(
        tx, claimed, in, why, "state = 'waiting', sending_until = null, due_at = later.at");
  }

  /**
   * Whether it was done is unknown: it stays sending, and the next claim reads first.
   *
   * @return as {@link #wait}
   */
  public boolean unknown(Transaction tx, Delivery claimed, Duration in, String why) {
    return again(tx, claimed, in, why, "sending_until = later.at");
  }

  private static boolean again(
      Transaction tx, Delivery claimed, Duration in, String why, String change) {
    return claimed(
            tx,
            claimed,
            """
            update delivery
            set last_error = :why, unfinished = 0, %s, hinted_at = case when later.hinted then oo_now() end
            from (
              select oo_now() + :in * interval '1 millisecond' as at, :short and not exists (
                select from connection c join provider_gate g using (provider)
                where c.user_id = :user and c.connection_id = :connection and g.down) as hinted) later
            where
            """
                    .formatted(change)
                + CLAIMED
                + " returning later.hinted")
        .param("why", why)
        .param("in", in.toMillis())
        .param("short", in.compareTo(LONGEST_HINT) <= 0)
        .param("connection", claimed.connection().connection().value())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * Makes it due a little later.
   *
   * @param hinted the caller sends a hint; else the sweep does
   */
  public boolean postpone(Sql db, DeliverHint hint, Duration in, boolean hinted) {
    return one(
                db,
                hint,
                """
                update delivery
                set hinted_at = case when :hinted then oo_now() end, %s
                from (select oo_now() + :in * interval '1 millisecond' as at) later
                where
                """
                        .formatted(dueFrom("later.at"))
                    + ONE
                    + "and "
                    + DUE)
            .param("hinted", hinted)
            .param("in", in.toMillis())
            .update()
        == 1;
  }

  /** Taps that are not at their source yet. */
  public Waiting waiting(Sql db) {
    return Waiting.of(
        db,
        "deliveries",
        """
        select created_at as since, case state when 'waiting' then due_at else sending_until end as due
        from delivery where state in ('waiting', 'sending') order by due_at
        """);
  }

  /** Sets what {@link #DUE} compares. */
  private static String dueFrom(String time) {
    return """
    due_at = case when state = 'waiting' then %1$s else due_at end,
    sending_until = case when state = 'sending' then %1$s end
    """
        .formatted(time);
  }

  private static StatementSpec one(Sql db, DeliverHint hint, String sql) {
    return db.sql(sql)
        .param("user", hint.user().value())
        .param("decision", hint.decision().value())
        .param("action", hint.action().name());
  }

  private static StatementSpec claimed(Transaction tx, Delivery claimed, String sql) {
    return one(tx, claimed.hint(), sql).param("attempts", claimed.attempts());
  }

  private static StatementSpec ofRound(Transaction tx, ChosenTask task, String sql) {
    return ofRound(tx, task.connection(), task.subject(), task.occurrence(), sql);
  }

  private static StatementSpec ofRound(
      Transaction tx, ConnectionRef ref, String subject, Occurrence occurrence, String sql) {
    return tx.sql(sql)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("subject", subject)
        .param("occurrence", occurrence.text());
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
        List.of((String[]) row.getArray("closed_with").getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "settled_at"));
  }

  private static Delivery.State state(ResultSet row) throws SQLException {
    return Delivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
