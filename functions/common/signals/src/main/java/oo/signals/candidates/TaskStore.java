package oo.signals.candidates;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.Task;
import oo.signals.user.UserStore;
import org.jspecify.annotations.Nullable;

/** The table task, and the table candidate with the versions of its features. */
final class TaskStore {

  /**
   * A task as its row says.
   *
   * @param shownFrom the first version from which a tip of it looks as now
   */
  record Known(
      String eventId,
      long version,
      long shownFrom,
      boolean open,
      @Nullable String parent,
      Task task) {}

  /**
   * A task as it is to be written.
   *
   * @param endedAs how it ended, in the words of a decision's state; null while it is open
   * @param day when its time comes, or came; null when that does not matter
   * @param features written as that version; null when they did not change
   */
  record Next(
      String subject,
      String eventId,
      long version,
      long shownFrom,
      boolean open,
      boolean eligible,
      @Nullable String endedAs,
      @Nullable String parent,
      @Nullable Day day,
      @Nullable Task features) {}

  /**
   * When the time of a task comes.
   *
   * @param notBefore no later than it comes, in any zone; null when it has come
   * @param beganAt null unless it has come so recently that it has not in another zone
   */
  record Day(@Nullable Instant notBefore, @Nullable Instant beganAt) {}

  /**
   * A task whose {@code returns_at} is over.
   *
   * @param zone the user's
   */
  record Returning(String subject, Task task, ZoneId zone) {}

  Map<String, Known> known(Transaction tx, ConnectionRef ref, Collection<String> subjects) {
    var known = new HashMap<String, Known>();
    tx.sql(
            """
            select t.subject, t.event_id, t.version, t.shown_from, t.open, t.parent, c.task
            from task t join lateral (
              select task from candidate
              where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
                and version = t.version limit 1) c on true
            where t.user_id = ? and t.connection_id = ? and t.subject = any(?)
            """)
        .params(ref.user().value(), ref.connection().value(), tx.texts(subjects))
        .query(row -> {
          known.put(
              row.getString("subject"),
              new Known(
                  row.getString("event_id"),
                  row.getLong("version"),
                  row.getLong("shown_from"),
                  row.getBoolean("open"),
                  row.getString("parent"),
                  SlotStore.task(row.getString("task"))));
        });
    return known;
  }

  void write(Transaction tx, ConnectionRef ref, List<Next> tasks) {
    UUID user = ref.user().value();
    UUID connection = ref.connection().value();
    var changed = tasks.stream().filter(task -> task.features() != null).toList();
    if (!changed.isEmpty()) {
      tx.sql(
              """
              insert into candidate (user_id, connection_id, subject, version, task)
              select :user, :connection, row.subject, row.version, row.task::jsonb
              from unnest(:subjects, :versions, :tasks) as row (subject, version, task)
              """)
          .param("user", user)
          .param("connection", connection)
          .param("subjects", tx.texts(changed.stream().map(Next::subject).toList()))
          .param("versions", tx.array("int8", changed.stream().map(Next::version).toList()))
          .param(
              "tasks",
              tx.texts(
                  changed.stream()
                      .map(task -> Json.mapper().writeValueAsString(task.features()))
                      .toList()))
          .update();
    }
    tx.sql(
            """
            insert into task (user_id, connection_id, subject, event_id, version, shown_from, open, eligible, ended_as, parent,
              not_before, began_at)
            select :user, :connection, row.*
            from unnest(:subjects, :events, :versions, :shownFrom, :open, :eligible, :endedAs, :parents, :notBefore, :beganAt) as row
            on conflict (user_id, connection_id, subject) do update
            set event_id = excluded.event_id, version = excluded.version, shown_from = excluded.shown_from,
                open = excluded.open, eligible = excluded.eligible, ended_as = excluded.ended_as, parent = excluded.parent,
                not_before = excluded.not_before, began_at = excluded.began_at, changed_at = oo_now(),
                hidden_until = case when excluded.open then task.hidden_until end
            """)
        .param("user", user)
        .param("connection", connection)
        .param("subjects", tx.texts(tasks.stream().map(Next::subject).toList()))
        .param("events", tx.texts(tasks.stream().map(Next::eventId).toList()))
        .param("versions", tx.array("int8", tasks.stream().map(Next::version).toList()))
        .param("open", tx.array("bool", tasks.stream().map(Next::open).toList()))
        .param("eligible", tx.array("bool", tasks.stream().map(Next::eligible).toList()))
        .param("shownFrom", tx.array("int8", tasks.stream().map(Next::shownFrom).toList()))
        .param("endedAs", tx.texts(tasks.stream().map(Next::endedAs).toList()))
        .param("parents", tx.texts(tasks.stream().map(Next::parent).toList()))
        .param("notBefore", times(tx, tasks.stream().map(Next::day), Day::notBefore))
        .param("beganAt", times(tx, tasks.stream().map(Next::day), Day::beganAt))
        .update();
  }

  /** The open tasks that a complete reading did not name. */
  List<String> openBut(Transaction tx, ConnectionRef ref, Collection<String> named) {
    return tx.sql(
            """
            select subject from task
            where user_id = ? and connection_id = ? and open and not subject = any(?)
            """)
        .params(ref.user().value(), ref.connection().value(), tx.texts(named))
        .query((row, n) -> row.getString("subject"))
        .list();
  }

  void hide(Transaction tx, ConnectionRef ref, String subject, @Nullable Instant until) {
    tx.sql(
            """
            update task set hidden_until = ?
            where user_id = ? and connection_id = ? and subject = ? and open
            """)
        .param(until == null ? null : until.atOffset(ZoneOffset.UTC))
        .param(ref.user().value())
        .param(ref.connection().value())
        .param(subject)
        .update();
  }

  void hideFor(Transaction tx, ConnectionRef ref, String subject, Duration rest) {
    tx.sql(
            """
            update task set hidden_until = oo_now() + ? * interval '1 millisecond'
            where user_id = ? and connection_id = ? and subject = ? and open
            """)
        .params(rest.toMillis(), ref.user().value(), ref.connection().value(), subject)
        .update();
  }

  /** A user's connections that have tasks whose time to return is over. */
  List<ConnectionRef> withReturns(Transaction tx, UserId user, int limit) {
    return tx.sql(
            """
            select distinct user_id, connection_id
            from (select user_id, connection_id from task
                  where user_id = ? and returns_at <= oo_now()
                  order by returns_at limit ?) due
            order by user_id, connection_id
            """)
        .params(user.value(), limit)
        .query(TaskStore::ref)
        .list();
  }

  /** Connections of all users that have tasks whose time to return is over. */
  List<ConnectionRef> withReturns(Transaction tx, int limit) {
    return tx.sql(
            """
            select distinct user_id, connection_id
            from (select user_id, connection_id from task
                  where returns_at <= oo_now()
                  order by returns_at limit ?) due
            order by user_id, connection_id
            """)
        .param(limit)
        .query(TaskStore::ref)
        .list();
  }

  private static ConnectionRef ref(ResultSet row, int n) throws SQLException {
    return new ConnectionRef(
        new UserId(row.getObject("user_id", UUID.class)),
        new ConnectionId(row.getObject("connection_id", UUID.class)));
  }

  /** Up to {@code limit} tasks of a connection whose time to return is over. */
  List<Returning> returning(Transaction tx, ConnectionRef ref, int limit) {
    return tx.sql(
            """
            select t.subject, c.task, (select zone from app_user where user_id = :user) as zone
            from (
              select * from task
              where user_id = :user and connection_id = :connection and returns_at <= oo_now()
              order by returns_at limit :limit) t
            join lateral (
              select task from candidate
              where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
                and version = t.version limit 1) c on true
            """)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("limit", limit)
        .query((row, n) ->
            new Returning(
                row.getString("subject"), SlotStore.task(row.getString("task")), zone(row)))
        .list();
  }

  /** Ends their being put aside, and moves those whose time has not come yet. */
  void comeBack(Transaction tx, ConnectionRef ref, Map<String, @Nullable Day> days) {
    tx.sql(
            """
            update task t set hidden_until = null, not_before = row.not_before, began_at = row.began_at
            from unnest(:subjects, :notBefore, :beganAt) as row (subject, not_before, began_at)
            where t.user_id = :user and t.connection_id = :connection and t.subject = any(:subjects)
              and t.subject = row.subject
            """)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("subjects", tx.texts(days.keySet()))
        .param("notBefore", times(tx, days.values().stream(), Day::notBefore))
        .param("beganAt", times(tx, days.values().stream(), Day::beganAt))
        .update();
  }

  /**
   * Makes a user's tasks return at once whose days may begin earlier or later in another zone.
   * Those whose day is further away hold in any zone. At most 1,000 to come and 1,000 that came,
   * the nearest; none that another transaction changes now.
   */
  void returnNear(Transaction tx, UserId user) {
    for (String near :
        List.of(
            "not_before is not null and returns_at > oo_now() and returns_at <= oo_now() + %1$s order by returns_at",
            "began_at > oo_now() - %1$s order by began_at desc")) {
      tx.sql(
              """
              update task set not_before = oo_now(), began_at = null
              where (user_id, connection_id, subject) in (
                select user_id, connection_id, subject from task where user_id = :user and %s
                limit 1000 for update skip locked)
              """
                  .formatted(near.formatted(":near * interval '1 second'")))
          .param("user", user.value())
          .param("near", CandidatePool.ANY_ZONE.toSeconds())
          .update();
    }
  }

  /**
   * A task that is no candidate until a time, and no other reason stands against it.
   *
   * @param putAside by the person
   */
  record Waiting(@Nullable Instant putAside, Task task, ZoneId zone) {}

  /**
   * The tasks that may return first, at most 50: a day may begin after a {@code returns_at}, so
   * they are those of the next days.
   */
  List<Waiting> waiting(Transaction tx, UserId user) {
    return tx.sql(
            """
            with live as materialized (
              select array_agg(connection_id) as ids from connection where user_id = :user and state = 'live'),
            first as materialized (
              select t.returns_at from task t
              where t.user_id = :user and t.returns_at is not null and %1$s
              order by t.returns_at limit 1)
            select t.hidden_until, (select zone from app_user where user_id = :user) as zone, (
              select c.task from candidate c
              where c.user_id = t.user_id and c.connection_id = t.connection_id and c.subject = t.subject
                and c.version = t.version) as task
            from (
              select * from task t
              where t.user_id = :user and %1$s
                and t.returns_at <= (select returns_at from first) + :near * interval '1 second'
              order by t.returns_at limit 50) t
            """
                .formatted(
                    """
                    t.eligible and t.connection_id = any((select ids from live)::uuid[])
                      and coalesce((
                        select false from task child
                        where child.user_id = t.user_id and child.connection_id = t.connection_id
                          and child.parent = t.subject and child.open and child.subject <> t.subject
                        limit 1), true)
                    """))
        .param("user", user.value())
        .param("near", CandidatePool.ANY_ZONE.toSeconds())
        .query((row, n) -> {
          OffsetDateTime until = row.getObject("hidden_until", OffsetDateTime.class);
          return new Waiting(
              until == null ? null : until.toInstant(),
              SlotStore.task(row.getString("task")),
              zone(row));
        })
        .list();
  }

  /** The features of a task as it is now. */
  Optional<Task> task(Transaction tx, ConnectionRef ref, String subject) {
    return Optional.ofNullable(known(tx, ref, List.of(subject)).get(subject)).map(Known::task);
  }

  private static ZoneId zone(ResultSet row) throws SQLException {
    return UserStore.zone(row.getString("zone")).orElse(ZoneOffset.UTC);
  }

  private static Array times(
      Transaction tx, Stream<@Nullable Day> days, Function<Day, @Nullable Instant> which) {
    return tx.array(
        "timestamptz",
        days.map(day -> day == null ? null : which.apply(day))
            .map(time -> time == null ? null : time.atOffset(ZoneOffset.UTC))
            .toList());
  }
}
