package oo.bench.coldstart.work;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Records a tap on "done", queues its delivery, and takes the task out of the set. */
final class Complete {
  private static final int UNDO_SECONDS = 10;
  private static final int DELIVERY_WAITS_SECONDS = 15;

  private final Database database;
  private final Json json;
  private final Hints hints;

  Complete(Database database, Json json, Hints hints) {
    this.database = database;
    this.json = json;
    this.hints = hints;
  }

  private record Task(
      UUID user, UUID connection, int slot, String subject, String occurrence, boolean recurring) {}

  private record Event(UUID decision, String kind, Instant at) {}

  private record Delivery(String action, String state) {}

  private record Placed(String subject, boolean belongs, Integer slot) {}

  private record Row(int slot, String subject, long version) {}

  private record Done(Wire.TapReply reply, boolean first) {}

  Wire.TapReply tap(Caller caller, Call call, String traceparent) {
    UUID decision = UUID.fromString(call.path().get("id"));
    UUID event =
        UUID.fromString(json.read(call.body(), Wire.CompleteRequest.class).eventId());
    Done done =
        database.transaction(
            tx -> {
              Session.requireLive(tx, caller);
              Task task = lock(tx, caller.user(), decision);
              boolean first = find(tx, caller.user(), event) == null;
              if (first) {
                record(tx, task, decision, event, traceparent);
              }
              Wire.TapReply reply = reply(tx, task, decision);
              if (first) {
                takeOut(tx, task);
              }
              return new Done(reply, first);
            });
    if (done.first()) {
      hints.send(
          json.write(
              new Wire.Message(
                  new Wire.DeliverHint(caller.user().toString(), decision.toString(), "close"),
                  1,
                  traceparent)),
          DELIVERY_WAITS_SECONDS);
    }
    return done.reply();
  }

  private Task lock(Database.Transaction tx, UUID user, UUID decision) throws SQLException {
    Boolean there =
        tx.first(
            row -> row.getBoolean(1),
            """
            select true from connection
            where user_id = ? and state <> 'ended' and connection_id = (
              select connection_id from decision where user_id = ? and decision_id = ?)
            for no key update
            """,
            user,
            user,
            decision);
    if (there == null) {
      throw new Refused(404, "tip_not_found");
    }
    return tx.first(
        row ->
            new Task(
                row.getObject("user_id", UUID.class),
                row.getObject("connection_id", UUID.class),
                row.getInt("slot"),
                row.getString("subject"),
                row.getString("occurrence"),
                row.getBoolean("recurring")),
        """
        select user_id, connection_id, slot, subject, version, occurrence, recurring from decision
        where user_id = ? and decision_id = ? for no key update
        """,
        user,
        decision);
  }

  private static Event find(Database.Transaction tx, UUID user, UUID event) throws SQLException {
    return tx.first(
        Complete::event,
        "select * from feedback where user_id = ? and event_id = ?",
        user,
        event);
  }

  private static List<Event> events(Database.Transaction tx, UUID user, UUID decision)
      throws SQLException {
    return tx.list(
        Complete::event,
        "select * from feedback where user_id = ? and decision_id = ? order by event_id",
        user,
        decision);
  }

  private static Event event(java.sql.ResultSet row) throws SQLException {
    return new Event(
        row.getObject("decision_id", UUID.class),
        row.getString("kind"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  private static void record(
      Database.Transaction tx, Task task, UUID decision, UUID event, String traceparent)
      throws SQLException {
    Instant now =
        tx.first(row -> row.getObject(1, OffsetDateTime.class).toInstant(), "select oo_now()");
    if (!events(tx, task.user(), decision).isEmpty()) {
      throw new Refused(400, "not_in_this_benchmark");
    }
    int queued =
        tx.update(
            """
            insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
              command_id, state, due_at, hinted_at, traceparent, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', oo_now() + ? * interval '1 millisecond', oo_now(), ?, oo_now())
            on conflict do nothing
            """,
            task.user(),
            decision,
            "close",
            task.connection(),
            task.subject(),
            task.occurrence(),
            task.recurring(),
            Ids.uuid7(),
            DELIVERY_WAITS_SECONDS * 1000L,
            traceparent);
    int added =
        tx.update(
            """
            insert into feedback (user_id, event_id, decision_id, kind, undoes, until, at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (user_id, event_id) do nothing
            """,
            task.user(),
            event,
            decision,
            "done",
            null,
            null,
            now.atOffset(ZoneOffset.UTC));
    if (queued != 1 || added != 1) {
      throw new Refused(409, "event_reused");
    }
    events(tx, task.user(), decision);
    tx.update(
        """
        update decision set state = ?, ended_at = coalesce(ended_at, oo_now())
        where user_id = ? and decision_id = ? and state <> ?
        """,
        "done",
        task.user(),
        decision,
        "done");
  }

  private static Wire.TapReply reply(Database.Transaction tx, Task task, UUID decision)
      throws SQLException {
    Instant doneAt = events(tx, task.user(), decision).getFirst().at();
    Delivery closing =
        tx.list(
                row -> new Delivery(row.getString("action"), row.getString("state")),
                "select * from delivery where user_id = ? and decision_id = ?",
                task.user(),
                decision)
            .getFirst();
    return new Wire.TapReply(
        decision.toString(),
        "done",
        closing.state(),
        closing.state().equals("waiting") ? doneAt.plusSeconds(UNDO_SECONDS).toString() : null,
        null);
  }

  /** The task has a delivery waiting: its slot goes to the last one of the set. */
  private static void takeOut(Database.Transaction tx, Task task) throws SQLException {
    lockSet(tx, task);
    tx.update(
        """
        update task set hidden_until = ?
        where user_id = ? and connection_id = ? and subject = ? and open
        """,
        null,
        task.user(),
        task.connection(),
        task.subject());
    long[] set = lockSet(tx, task);
    var subjects = tx.connection().createArrayOf("text", new Object[] {task.subject()});
    Placed placed =
        tx.first(
            row ->
                new Placed(
                    row.getString("subject"),
                    row.getBoolean("belongs"),
                    row.getObject("slot", Integer.class)),
            """
            select t.subject, t.version, s.slot, s.version as slot_version,
                   t.eligible and t.hidden_until is null and not exists (
                     select 1 from delivery d
                     where d.user_id = t.user_id and d.connection_id = t.connection_id and d.subject = t.subject
                       and d.state in ('waiting', 'sending')) as belongs
            from task t left join lateral (
              select slot, version from slot
              where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
                and to_v is null limit 1) s on true
            where t.user_id = ? and t.connection_id = ? and t.subject = any(?)
            order by t.subject
            """,
            task.user(),
            task.connection(),
            subjects);
    long version = set[0] + 1;
    int last = (int) set[1] - 1;
    Row moved =
        tx.first(
            row -> new Row(row.getInt("slot"), row.getString("subject"), row.getLong("version")),
            """
            select slot, subject, version from slot
            where user_id = ? and connection_id = ? and slot >= ? and to_v is null
            """,
            task.user(),
            task.connection(),
            last);
    var cleared = new ArrayList<>(List.of(placed.slot()));
    if (placed.slot() != last) {
      cleared.add(last);
    }
    tx.update(
        """
        update slot set to_v = ?, to_at = oo_now()
        where user_id = ? and connection_id = ? and slot = any(?) and to_v is null
        """,
        version,
        task.user(),
        task.connection(),
        tx.connection().createArrayOf("int4", cleared.toArray()));
    if (placed.slot() != last) {
      tx.update(
          """
          insert into slot (user_id, connection_id, slot, from_v, subject, version)
          select ?, ?, row.slot, ?, row.subject, row.version
          from unnest(?, ?, ?) as row (slot, subject, version)
          """,
          task.user(),
          task.connection(),
          version,
          tx.connection().createArrayOf("int4", new Object[] {placed.slot()}),
          tx.connection().createArrayOf("text", new Object[] {moved.subject()}),
          tx.connection().createArrayOf("int8", new Object[] {moved.version()}));
    }
    tx.update(
        "update connection set set_version = ?, set_size = ? where user_id = ? and connection_id = ?",
        version,
        last,
        task.user(),
        task.connection());
    tx.update(
        """
        update decision d
        set state = case when t.open then 'superseded' else 'gone_at_source' end, ended_at = oo_now()
        from task t
        where d.user_id = ? and d.state = 'open' and d.connection_id = ? and d.subject = any(?)
          and t.user_id = d.user_id and t.connection_id = d.connection_id and t.subject = d.subject
          and (not t.eligible or t.version <> d.version)
        """,
        task.user(),
        task.connection(),
        subjects);
  }

  private static long[] lockSet(Database.Transaction tx, Task task) throws SQLException {
    return tx.first(
        row -> new long[] {row.getLong("set_version"), row.getInt("set_size")},
        """
        select set_version, set_size, state = 'ended' as ended from connection
        where user_id = ? and connection_id = ?
        """
            + "for no key update",
        task.user(),
        task.connection());
  }
}
