package oo.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import oo.auth.session.SessionStore.Presented;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.session.AccessToken;
import oo.host.session.InvalidSession;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.Test;

/** Holds {@link ModelSession} equal to the session's row, by random presentations. */
final class TwoBrowsersIT {
  private static final Instant START = Instant.parse("2031-03-01T12:00:00Z");
  private static final Instant NEVER = START.plus(Duration.ofDays(9_000));
  private static final int SESSIONS = 150;
  private static final int STEPS = 60;

  /** Tenths of a second, around the ten and the forty seconds of the rules. */
  private static final int[] WAITS = {1, 40, 100, 101, 250, 401};

  private final SessionStore store = new SessionStore();

  @Test
  void theModelIsTheSessionsRow() {
    try (var test = TestDatabase.create()) {
      var database = new Database(test.dataSource());
      database.run(tx ->
          tx.sql(
                  "create or replace function oo_now() returns timestamptz language sql stable as "
                      + "'select current_setting(''oo.now'')::timestamptz'")
              .update());
      for (int seed = 0; seed < SESSIONS; seed++) {
        var random = new Random(seed);
        database.run(tx -> play(tx, random));
      }
    }
  }

  /** In one transaction, with a clock that it sets: commits would take most of the time. */
  private void play(Transaction tx, Random random) {
    setNow(tx, START);
    var user = new UserId(Uuid7.next());
    tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
        .param(user.value())
        .update();
    SessionId session = store.begin(tx, user, null).id();
    var model = new ModelSession();
    int now = 0;
    var answers = new ArrayList<>(List.of(1));
    for (int step = 0; step < STEPS && !model.over(); step++) {
      // Mostly one of the newest, so that a session lives for some steps.
      int back = (int) (Math.pow(random.nextDouble(), 2) * Math.min(answers.size(), 12));
      int generation = answers.get(answers.size() - 1 - back);
      switch (random.nextInt(4)) {
        case 0 -> {
          now += WAITS[random.nextInt(WAITS.length)];
          setNow(tx, START.plusMillis(now * 100L));
        }
        case 1 -> {
          var token = new RefreshToken(user, session, generation);
          int answer = refresh(tx, token);
          assertThat(answer).isEqualTo(model.refresh(generation, now));
          if (answer != 0) {
            answers.add(answer);
          }
        }
        default -> {
          var token = new AccessToken(user, session, generation, NEVER);
          assertThat(access(tx, token)).isEqualTo(model.access(generation, now));
        }
      }
      assertThat(row(tx, session)).isEqualTo(model.row());
    }
  }

  private static void setNow(Transaction tx, Instant now) {
    tx.sql("select set_config('oo.now', ?, true)")
        .param(now.toString())
        .query(String.class)
        .single();
  }

  private int refresh(Transaction tx, RefreshToken token) {
    return store.present(tx, token) == Presented.HONOURED
        ? store.next(tx, token.user(), token.session()).orElseThrow().generation()
        : 0;
  }

  private static boolean access(Transaction tx, AccessToken token) {
    try {
      token.requireLive(tx);
      return true;
    } catch (InvalidSession e) {
      return false;
    }
  }

  private static String row(Transaction tx, SessionId session) {
    return tx.sql(
            """
            select used::text || rounds::text || ' ' || issued || ' ' || before || ' ' || (ended_at is not null)
            from session where session_id = ?
            """)
        .param(session.value())
        .query(String.class)
        .single();
  }
}
