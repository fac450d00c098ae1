package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.maintenance.purge.PurgeExpiredFunction;
import oo.postgres.Mortality;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.outbox.EventOutbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of several people, purged by runs that end at any statement, against what must be there
 * in the end.
 */
final class KilledPurgeIT {
  private final Rows rows = new Rows();
  private final Mortality mortality = Mortality.atStatements();
  private final List<ConnectionRef> refs = new ArrayList<>();
  private final Map<UUID, Map<ConnectionRef, CandidateSet>> decided = new HashMap<>();
  private final Map<UUID, Map<ConnectionRef, Map<Integer, String>>> saw = new HashMap<>();

  @AfterEach
  void close() {
    rows.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void nothingThatIsNeededGoesAndNothingElseStays(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 4; i++) {
      UserId user = rows.user();
      refs.add(rows.connection(user));
      refs.add(rows.connection(user));
    }
    for (int round = 0; round < 120; round++) {
      live(random, round);
      if (round % 10 == 9) {
        rows.advance(Duration.ofHours(random.nextInt(1, 200)));
        runUntilKilled(random);
      }
    }
    rows.advance(Duration.ofDays(31));
    while (runUntilKilled(random)) {
      // Another takes over.
    }
    purge(rows.database);

    assertThat(decided.size()).isGreaterThan(5);
    assertThat(rows.count("decision")).isEqualTo(decided.size());
    decided.forEach((id, sets) ->
        sets.forEach((ref, set) ->
            assertThat(contents(set)).as("decision %s", id).isEqualTo(saw.get(id).get(ref))));
    assertThat(rows.count(UNNEEDED_SLOTS)).isZero();
    assertThat(rows.count(UNNEEDED_VERSIONS)).isZero();
    assertThat(rows.count(UNNEEDED_TASKS)).isZero();
    assertThat(rows.count("freed_version")).isZero();
    assertThat(rows.count("slot where to_v is not null")).isPositive();
    assertThat(rows.count("task where not open")).isPositive();
  }

  private void live(Random random, int round) {
    ConnectionRef ref = refs.get(random.nextInt(refs.size()));
    String subject = "t" + random.nextInt(6);
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> rows.open(ref, subject + " v" + round, subject);
      case 3, 4 -> rows.close(ref, subject);
      case 5, 6 -> decide(ref);
      default -> expireOne(random);
    }
    if (round == 80) {
      disconnect(ref);
    }
  }

  /** From both sets of the user. */
  private void decide(ConnectionRef ref) {
    var sets = new HashMap<ConnectionRef, CandidateSet>();
    refs.stream()
        .filter(other -> other.user().equals(ref.user()))
        .forEach(other -> sets.put(other, rows.set(other)));
    UUID decision = rows.decision(ref);
    rows.run(
        """
        insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size)
        select c.user_id, ?, 1, c.connection_id, c.set_version, c.set_size from connection c
        where user_id = ? and connection_id <> ? and state = 'live'
        """,
        decision,
        ref.user().value(),
        ref.connection().value());
    decided.put(decision, sets);
    var contents = new HashMap<ConnectionRef, Map<Integer, String>>();
    sets.forEach((other, set) -> contents.put(other, contents(set)));
    saw.put(decision, contents);
  }

  private void expireOne(Random random) {
    var ids = new ArrayList<>(decided.keySet());
    if (ids.size() > 6) {
      UUID id = ids.stream().sorted().toList().get(random.nextInt(ids.size()));
      rows.run(
          "update decision set made_at = oo_now() - interval '401 days' where decision_id = ?", id);
      decided.remove(id);
    }
  }

  /** Its decisions go with it; those about the user's other connection stay, without its tasks. */
  private void disconnect(ConnectionRef ref) {
    rows.database.run(tx -> rows.lifecycle.end(tx, ref, Trace.begin()));
    refs.remove(ref);
    List<UUID> about =
        rows.database.statement(db ->
            db.sql("select decision_id from decision where connection_id = ?")
                .param(ref.connection().value())
                .query(UUID.class)
                .list());
    about.forEach(decided::remove);
    decided.values().forEach(sets -> sets.remove(ref));
  }

  /** Whether it was. */
  private boolean runUntilKilled(Random random) {
    mortality.dieAt(random.nextInt(1, 400));
    try {
      purge(new Database(mortality.mortal(rows.test.dataSource())));
      return false;
    } catch (Mortality.Killed e) {
      return true;
    } finally {
      mortality.live();
    }
  }

  private static void purge(Database database) {
    new PurgeExpiredFunction(
            database, EventOutbox.from(new Settings(Map.of())), 3, Duration.ofMinutes(5))
        .run();
  }

  private Map<Integer, String> contents(CandidateSet set) {
    return rows.database.transaction(tx -> {
      var titles = new TreeMap<Integer, String>();
      for (int slot = 0; slot < set.size(); slot++) {
        titles.put(slot, rows.candidates.at(tx, set, slot).orElseThrow().task().title());
      }
      return titles;
    });
  }

  private static final String UNNEEDED_SLOTS =
      """
      slot s where to_v is not null and to_at <= oo_now() - interval '1 day' and not exists (
        select 1 from decision_input i where i.connection_id = s.connection_id
          and i.set_version >= s.from_v and i.set_version < s.to_v)
      """;

  private static final String UNNEEDED_VERSIONS =
      """
      candidate c
      where not exists (
          select 1 from slot s
          where s.connection_id = c.connection_id and s.subject = c.subject and s.version = c.version)
        and not exists (
          select 1 from task t
          where t.connection_id = c.connection_id and t.subject = c.subject and t.version = c.version)
      """;

  private static final String UNNEEDED_TASKS =
      """
      task t where not open and not exists (
        select 1 from slot s where s.connection_id = t.connection_id and s.subject = t.subject)
      """;
}
