package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import oo.contract.RecommendReply.Because;
import oo.host.FunctionHost;
import oo.signals.ConnectionRef;
import oo.signals.Due;
import oo.signals.NormalizedEvent;
import oo.signals.Occurrence;
import oo.signals.Task;
import org.junit.jupiter.api.Test;

/** The work for a tip does not depend on the number of tasks. */
final class ConstantWorkIT {

  @Test
  void aTipReadsNoMoreRowsOfTwentyThousandTasksThanOfAHundred() {
    try (var app = new RecommendApp()) {
      var read = new ArrayList<Long>();
      try (FunctionHost counting = RecommendApp.start(counting(app.test.dataSource(), read))) {
        Person few = app.person(counting);
        tasks(few, 100);
        Person many = app.person(counting);
        tasks(many, 20_000);
        few.tip();
        read.clear();

        few.tip();
        many.tip();
        many.tip();
        expire(few);
        few.tip();
        expire(many);
        many.tip();
      }

      assertThat(read).hasSize(5);
      long again = read.get(0);
      long fresh = read.get(3);
      assertThat(again).isBetween(1L, 40L);
      assertThat(fresh).isBetween(1L, 60L);
      assertThat(read.get(2)).isLessThanOrEqualTo(again + 5);
      assertThat(read.get(1)).isLessThanOrEqualTo(fresh + 5);
      assertThat(read.get(4)).isLessThanOrEqualTo(fresh + 5);
    }
  }

  @Test
  void whatWaitsForItsDayCostsTheSameHoweverMuchItIsAndSoDoesAnotherZone() {
    try (var app = new RecommendApp()) {
      var read = new ArrayList<Long>();
      try (FunctionHost counting = RecommendApp.start(counting(app.test.dataSource(), read))) {
        Person few = app.person(counting);
        waiting(few, 60);
        Person many = app.person(counting);
        waiting(many, 6_000);
        // As autovacuum does within a minute.
        app.database.run(tx -> tx.sql("analyze task, connection, candidate").update());
        for (Person person : List.of(few, many)) {
          assertThat(person.recommend().because()).isEqualTo(Because.all_later);
        }
        read.clear();

        for (String zone : List.of("UTC", "Pacific/Kiritimati", "America/New_York")) {
          for (Person person : List.of(few, many)) {
            person.ask("{\"context\":{\"zone\":\"" + zone + "\"}}");
          }
        }
      }

      // A change of zone is a transaction by itself.
      assertThat(read).hasSize(12);
      // Of at most 50 tasks that may come first, each with its features and its subtasks.
      assertThat(read).allMatch(rows -> rows <= 250);
    }
  }

  /** Yearly tasks, a few due tomorrow; every third is a subtask of another. */
  private static void waiting(Person person, int n) {
    ConnectionRef ref = person.connect("1");
    var tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(2);
    var events = new ArrayList<NormalizedEvent>();
    for (int i = 0; i < n; i++) {
      var due = new Due.OnDate(tomorrow.plusDays(i < 5 ? 0 : 3 + i % 300));
      events.add(
          Person.event(
              ref,
              "t" + i,
              NormalizedEvent.Kind.OPENED,
              Task.titled("Task " + i, "Todoist")
                  .due(due)
                  .recurring(true)
                  .occurrence(new Occurrence(due.date().toString()))
                  .parent(i % 3 == 0 ? "t" + (i + 1) : null)
                  .build()));
    }
    person.emit(events);
    person.sql("update connection set read_at = oo_now() where user_id = ?", person.id.value());
  }

  private static void tasks(Person person, int n) {
    ConnectionRef ref = person.connect("1");
    var events = new ArrayList<NormalizedEvent>();
    for (int i = 0; i < n; i++) {
      events.add(Person.event(ref, "t" + i, NormalizedEvent.Kind.OPENED, Person.task("Task " + i)));
    }
    person.emit(events);
    // A tenth of the tasks is put aside; some of them come back later.
    person.sql(
        "update task set hidden_until = oo_now() + interval '1 day' where user_id = ? and subject like '%7'",
        person.id.value());
  }

  private static void expire(Person person) {
    person.sql(
        "update decision set expires_at = oo_now() where user_id = ? and state = 'open'",
        person.id.value());
  }

  /** Records before each commit how many rows the transaction read, by PostgreSQL's statistics. */
  private static DataSource counting(DataSource source, List<Long> read) {
    return proxy(
        DataSource.class,
        source,
        (name, result) ->
            result instanceof Connection connection
                ? proxy(
                    Connection.class,
                    connection,
                    (called, ignored) -> {
                      if (called.equals("before commit")) {
                        read.add(rowsRead(connection));
                      }
                      return ignored;
                    })
                : result);
  }

  private static long rowsRead(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Seen {
    Object on(String name, Object result);
  }

  private static <T> T proxy(Class<T> type, T target, Seen seen) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                seen.on("before " + method.getName(), target);
                return seen.on(method.getName(), method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
