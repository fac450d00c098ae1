package oo.bench;

import java.util.List;
import oo.host.http.Reply;
import oo.host.sql.Database;
import oo.tests.journey.Oo;

/** A new decision among 100, 10,000 and 100,000 open tasks, in turns, through the function host. */
final class RecommendSizes {
  private static final List<Integer> SIZES = List.of(100, 10_000, 100_000);
  private static final int WARM = 200;
  private static final int ROUNDS = 400;

  private final Oo oo;

  RecommendSizes(Oo oo) {
    this.oo = oo;
  }

  void measure(Table table) {
    var database = new Database(oo.database.dataSource());
    List<Person> people = SIZES.stream().map(size -> new Person(oo, size)).toList();
    database.statement(db -> db.sql("analyze").update());
    var times = new double[SIZES.size()][ROUNDS];
    for (int round = -WARM; round < ROUNDS; round++) {
      for (int i = 0; i < people.size(); i++) {
        people.get(i).forget(database);
        long from = System.nanoTime();
        Reply reply = oo.server.host().handle("recommend", people.get(i).asks());
        long took = System.nanoTime() - from;
        if (reply.status() != 200) {
          throw new IllegalStateException("recommend answered " + reply.status());
        }
        if (round >= 0) {
          times[i][round] = took / 1e6;
        }
      }
    }
    double first = Table.median(times[0]);
    for (int i = 0; i < SIZES.size(); i++) {
      double median = Table.median(times[i]);
      table.row(
          "a new decision among " + SIZES.get(i) + " tasks",
          Table.ms(median) + ", " + Table.ratio(median / first),
          i == SIZES.size() - 1 ? "at most 1.3x" : "");
    }
  }
}
