package oo.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import oo.bench.Samples.Measure;
import oo.host.base.Uuid7;
import oo.images.training.SampleUser;

/**
 * What a decision and its tap leave in the database until they expire, with their indices, as
 * PostgreSQL stores them; and what a person's year is at that rate.
 */
final class Kept implements Benchmark {
  private static final int DECISIONS = 1_000;
  private static final int A_DAY = 10;
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

  @Override
  public int rounds() {
    return 1;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision);
    SampleUser user = server.environment.user(2 * DECISIONS);
    server.sql("update connection set read_at = oo_now(), due_at = oo_now() + interval '6 hours'");
    return new Subject() {
      @Override
      public void measure(Samples samples) throws Exception {
        Map<String, Long> before = bytes(server);
        String cookies = server.cookies(user);
        for (int i = 0; i < DECISIONS; i++) {
          var id = ID.matcher(ServerProcess.send(server.recommend(cookies)).body());
          if (!id.find()) {
            throw new IllegalStateException("No tip");
          }
          ServerProcess.send(
              server.post(
                  "/api/tips/" + id.group(1) + "/not-now",
                  cookies,
                  "{\"event_id\":\"" + Uuid7.next() + "\"}"));
        }
        double all = 0;
        for (var table : bytes(server).entrySet()) {
          double each =
              (table.getValue() - before.getOrDefault(table.getKey(), 0L)) / (double) DECISIONS;
          all += each;
          if (each >= 1) {
            samples.add(
                new Measure("kept of a decision and its tap: " + table.getKey(), "B"), each);
          }
        }
        samples.add(new Measure("kept of a decision and its tap", "B"), all);
        samples.add(
            new Measure("kept of a person and year, at " + A_DAY + " tips a day", "MB"),
            all * A_DAY * 365 / 1e6);
      }

      @Override
      public void close() throws Exception {
        server.close();
      }
    };
  }

  private static Map<String, Long> bytes(ServerProcess server) {
    return server.environment.database.statement(db -> {
      var bytes = new LinkedHashMap<String, Long>();
      db.sql(
              """
              select c.relname, case c.relkind when 'r' then pg_table_size(c.oid) else pg_relation_size(c.oid) end as bytes
              from pg_class c left join pg_index i on i.indexrelid = c.oid
              where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')
              order by coalesce(i.indrelid, c.oid)::regclass::text, c.relkind desc, c.relname
              """)
          .query(row -> {
            bytes.put(row.getString("relname"), row.getLong("bytes"));
          });
      return bytes;
    });
  }
}
