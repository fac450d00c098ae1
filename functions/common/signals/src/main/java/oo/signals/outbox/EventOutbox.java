package oo.signals.outbox;

import java.sql.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.host.base.Invocation;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.health.Waiting;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.BusEvent;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.Feedback;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The tables event_outbox and event_publisher. An event has a row exactly if its transaction
 * commits and it changed something. The rows of a connection are in the order of their commits, as
 * each is written under that connection's lock. Transactions of two connections of a user that ran
 * at the same time have no order.
 *
 * <p>It must hear an event before the listener that applies it: what is known already is no news.
 */
public final class EventOutbox implements Bus.Listener {
  private static final int SCHEMA = 1;

  private final boolean on;

  private EventOutbox(boolean on) {
    this.on = on;
  }

  /** Without {@code NATS_URL} it writes nothing and runs no statement. */
  public static EventOutbox from(Settings settings) {
    return new EventOutbox(settings.optional("NATS_URL").isPresent());
  }

  /** Whether events are to be published. */
  public boolean on() {
    return on;
  }

  private record Row(
      ConnectionRef connection,
      String subject,
      String id,
      String kind,
      @Nullable Boolean opens,
      BusEvent event) {}

  @Override
  public void on(Transaction tx, List<BusEvent> events) {
    if (!on) {
      return;
    }
    // Of several events of a task the last one counts, as for the candidates.
    var rows = new LinkedHashMap<Object, Row>();
    for (BusEvent event : events) {
      Row row = row(event);
      Object key = event instanceof NormalizedEvent ? List.of(row.connection, row.subject) : row.id;
      rows.remove(key);
      rows.put(key, row);
    }
    insert(tx, rows.values());
  }

  private static Row row(BusEvent event) {
    return switch (event) {
      case NormalizedEvent e ->
          new Row(
              e.connection(), e.subject(), e.id(), kind("task_", e.kind()), e.kind().open(), event);
      case Feedback f ->
          new Row(
              new ConnectionRef(f.user(), f.connection()),
              f.subject(),
              f.event().toString(),
              kind("tip_", f.kind()),
              null,
              event);
    };
  }

  private static String kind(String of, Enum<?> kind) {
    return of + kind.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Leaves out what changes no task. A task that an incomplete reading had ended comes back with
   * the event of before: it gets another id, or it would count as a repetition.
   */
  private static void insert(Transaction tx, Collection<Row> rows) {
    tx.sql(
            """
            with fresh as (
              select e.*, case when e.opens and t.ended_as = 'gone_at_source' and not t.open
                then left(encode(sha256(convert_to(e.event_id || t.event_id, 'UTF8')), 'hex'), 32) else e.event_id end as id
              from unnest(:users, :connections, :subjects, :ids, :kinds, :opens, :schemas, :payloads, :traces) with ordinality
                as e (user_id, connection_id, subject, event_id, kind, opens, schema, payload, traceparent, n)
              join app_user u on u.user_id = e.user_id and u.deleted_at is null
              join connection c on c.user_id = e.user_id and c.connection_id = e.connection_id
              left join task t
                on t.user_id = e.user_id and t.connection_id = e.connection_id and t.subject = e.subject and e.opens is not null
              where e.opens is null
                or c.state <> 'ended' and t.event_id is distinct from e.event_id and (e.opens or t.event_id is not null))
            insert into event_outbox (user_id, event_id, kind, schema, payload, traceparent, at)
            select user_id, id, kind, schema,
              case id when event_id then payload::jsonb else payload::jsonb || jsonb_build_object('id', id) end, traceparent, oo_now()
            from fresh order by n
            on conflict do nothing
            """)
        .param("users", tx.uuids(rows.stream().map(r -> r.connection.user().value()).toList()))
        .param(
            "connections",
            tx.uuids(rows.stream().map(r -> r.connection.connection().value()).toList()))
        .param("subjects", tx.texts(rows.stream().map(Row::subject).toList()))
        .param("ids", tx.texts(rows.stream().map(Row::id).toList()))
        .param("kinds", tx.texts(rows.stream().map(Row::kind).toList()))
        .param("opens", tx.array("bool", rows.stream().map(Row::opens).toList()))
        .param("schemas", tx.array("int4", rows.stream().map(r -> r.event.schema()).toList()))
        .param(
            "payloads",
            tx.texts(rows.stream().map(r -> Json.mapper().writeValueAsString(r.event)).toList()))
        .param("traces", tx.texts(rows.stream().map(r -> r.event.traceparent()).toList()))
        .update();
  }

  /** Tells consumers that a connection ended; they forget its tasks. */
  public void connectionEnded(Transaction tx, ConnectionRef ref) {
    if (on) {
      tell(tx, ref.user(), ref.connection(), OutgoingEvent.CONNECTION_ENDED);
    }
  }

  /**
   * Deletes what waits of a user, and tells consumers that the user is deleted. It must come after
   * the connections were ended: a transaction that writes an event holds one of them.
   */
  public void userDeleted(Transaction tx, UserId user) {
    tx.sql("delete from event_outbox where user_id = ?").param(user.value()).update();
    if (on) {
      tell(tx, user, null, OutgoingEvent.USER_DELETED);
    }
  }

  private static void tell(
      Transaction tx, UserId user, @Nullable ConnectionId connection, String kind) {
    tx.sql(
            """
            insert into event_outbox (user_id, event_id, kind, schema, payload, traceparent, at)
            select :user, :id, :kind, :schema, jsonb_strip_nulls(jsonb_build_object(
              'id', :id, 'schema', :schema, 'kind', :kind, 'user', :user, 'connection', :connection::uuid, 'at', oo_now(),
              'traceparent', :trace)), :trace, oo_now()
            """)
        .param("user", user.value())
        .param("id", Uuid7.next().toString())
        .param("kind", kind)
        .param("schema", SCHEMA)
        .param("connection", connection == null ? null : connection.value())
        .param("trace", Invocation.traceparent())
        .update();
  }

  /** Events that are not published yet. */
  public static Waiting waiting(Sql db) {
    return Waiting.of(
        db,
        "events",
        "select at as since, greatest(at, not_before) as due from event_outbox order by tried_at, seq");
  }

  /** Whether an event waits. */
  public static boolean waits(Sql db) {
    return db.sql("select exists (select from event_outbox)").query(Boolean.class).single();
  }

  /**
   * Takes or prolongs the publisher's lease, and takes up to {@code limit} events: those that were
   * tried before first, in the order of then. None of a user who rests.
   *
   * @param owner the publisher
   * @return by user, in the order in which to publish; empty also while another publisher has the
   *     lease
   */
  public static Map<UserId, List<OutgoingEvent>> take(
      Sql db, UUID owner, Duration lease, int limit) {
    var taken =
        db.sql(
                """
                with lease as (
                  update event_publisher set owner = :owner, until = oo_now() + :lease * interval '1 second'
                  where until <= oo_now() or owner = :owner
                  returning until),
                next as (
                  select user_id, seq from event_outbox e
                  where exists (select from lease)
                    and not exists (
                      select from event_outbox resting
                      where resting.user_id = e.user_id and resting.not_before > oo_now())
                  order by tried_at nulls last, seq limit :limit),
                taken as (
                  update event_outbox e
                  set tried_at = coalesce(e.tried_at, oo_now()), attempts = e.attempts + 1, not_before = null
                  from next where e.user_id = next.user_id and e.seq = next.seq
                  returning e.*)
                select * from taken order by tried_at, seq
                """)
            .param("owner", owner)
            .param("lease", lease.toSeconds())
            .param("limit", limit)
            .query((row, n) ->
                new OutgoingEvent(
                    new UserId(row.getObject("user_id", UUID.class)),
                    row.getLong("seq"),
                    row.getString("event_id"),
                    row.getString("kind"),
                    row.getInt("schema"),
                    row.getString("payload"),
                    row.getString("traceparent"),
                    row.getInt("attempts")))
            .list();
    var byUser = new LinkedHashMap<UserId, List<OutgoingEvent>>();
    taken.forEach(
        event -> byUser.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event));
    return byUser;
  }

  /**
   * Ends the lease. Published events go; the users of failed ones rest.
   *
   * @param failed with how long to rest
   */
  public static void settle(
      Transaction tx,
      UUID owner,
      Collection<OutgoingEvent> published,
      Map<OutgoingEvent, Duration> failed) {
    tx.sql(
            """
            delete from event_outbox where (user_id, seq) in (select * from unnest(:users, :seqs))
            """)
        .param("users", users(tx, published))
        .param("seqs", seqs(tx, published))
        .update();
    if (!failed.isEmpty()) {
      tx.sql(
              """
              update event_outbox e set not_before = oo_now() + f.millis * interval '1 millisecond'
              from unnest(:users, :seqs, :rests) as f (user_id, seq, millis)
              where e.user_id = f.user_id and e.seq = f.seq
              """)
          .param("users", users(tx, failed.keySet()))
          .param("seqs", seqs(tx, failed.keySet()))
          .param(
              "rests", tx.array("int8", failed.values().stream().map(Duration::toMillis).toList()))
          .update();
    }
    tx.sql("update event_publisher set until = oo_now() where owner = ?").param(owner).update();
  }

  private static Array users(Transaction tx, Collection<OutgoingEvent> events) {
    return tx.uuids(events.stream().map(event -> event.user().value()).toList());
  }

  private static Array seqs(Transaction tx, Collection<OutgoingEvent> events) {
    return tx.array("int8", events.stream().map(OutgoingEvent::seq).toList());
  }
}
