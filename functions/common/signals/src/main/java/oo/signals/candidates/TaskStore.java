package oo.signals.candidates;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.contract.Json;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;

/** The table task, and the table candidate with the versions of its features. */
final class TaskStore {

  /** A task as its row says. */
  record Known(String eventId, long version, boolean open, Task task) {}

  /**
   * A task as it is to be written.
   *
   * @param features written as that version; null when they did not change
   */
  record Next(
      String subject,
      String eventId,
      long version,
      boolean open,
      boolean eligible,
      @Nullable Task features) {}

  Map<String, Known> known(Transaction tx, ConnectionRef ref, Collection<String> subjects) {
    var known = new HashMap<String, Known>();
    tx.sql(
            """
            select t.subject, t.event_id, t.version, t.open, c.task
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
                  row.getBoolean("open"),
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
            insert into task (user_id, connection_id, subject, event_id, version, open, eligible)
            select :user, :connection, row.subject, row.event_id, row.version, row.open, row.eligible
            from unnest(:subjects, :events, :versions, :open, :eligible) as row (subject, event_id, version, open, eligible)
            on conflict (user_id, connection_id, subject) do update
            set event_id = excluded.event_id, version = excluded.version, open = excluded.open,
                eligible = excluded.eligible, changed_at = oo_now(),
                hidden_until = case when excluded.open then task.hidden_until end
            """)
        .param("user", user)
        .param("connection", connection)
        .param("subjects", tx.texts(tasks.stream().map(Next::subject).toList()))
        .param("events", tx.texts(tasks.stream().map(Next::eventId).toList()))
        .param("versions", tx.array("int8", tasks.stream().map(Next::version).toList()))
        .param("open", tx.array("bool", tasks.stream().map(Next::open).toList()))
        .param("eligible", tx.array("bool", tasks.stream().map(Next::eligible).toList()))
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

  /** A user's connections that have put-aside tasks whose time is over. */
  List<ConnectionRef> withReturns(Transaction tx, UserId user, int limit) {
    return tx.sql(
            """
            select distinct user_id, connection_id
            from (select user_id, connection_id from task
                  where user_id = ? and hidden_until <= oo_now()
                  order by hidden_until limit ?) due
            order by user_id, connection_id
            """)
        .params(user.value(), limit)
        .query(TaskStore::ref)
        .list();
  }

  /** Connections of all users that have put-aside tasks whose time is over. */
  List<ConnectionRef> withReturns(Transaction tx, int limit) {
    return tx.sql(
            """
            select distinct user_id, connection_id
            from (select user_id, connection_id from task
                  where hidden_until <= oo_now()
                  order by hidden_until limit ?) due
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

  /** Brings back up to {@code limit} put-aside tasks of a connection whose time is over. */
  List<String> unhide(Transaction tx, ConnectionRef ref, int limit) {
    return tx.sql(
            """
            update task set hidden_until = null
            where user_id = :user and connection_id = :connection and subject in (
              select subject from task
              where user_id = :user and connection_id = :connection and hidden_until <= oo_now()
              order by hidden_until limit :limit)
            returning subject
            """)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("limit", limit)
        .query((row, n) -> row.getString("subject"))
        .list();
  }

  /** When the first put-aside task of a live connection comes back. */
  Optional<Instant> firstReturn(Transaction tx, UserId user) {
    return tx.sql(
            """
            select t.hidden_until from task t join connection c using (user_id, connection_id)
            where t.user_id = ? and t.hidden_until is not null and t.eligible and c.state = 'live'
            order by t.hidden_until limit 1
            """)
        .param(user.value())
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }
}
