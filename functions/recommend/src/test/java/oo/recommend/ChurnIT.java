package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import oo.contract.RecommendReply;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.NormalizedEvent;
import org.junit.jupiter.api.Test;

/** Decisions while other transactions change the candidates. */
final class ChurnIT {
  private static final int DECISIONS = 120;
  private static final int SUBJECTS = 25;

  @Test
  void whatIsDecidedDuringAReadingIsReplayedExactly() throws Exception {
    try (var app = new RecommendApp();
        var threads = Executors.newFixedThreadPool(2)) {
      Person ann = app.person();
      List<ConnectionRef> refs = List.of(ann.connect("1"), ann.connect("2"));
      var over = new AtomicBoolean();
      var reading =
          threads.submit(() -> {
            var random = new Random(42);
            while (!over.get()) {
              ann.emit(batch(refs.get(random.nextInt(2)), random));
            }
            return null;
          });
      try {
        for (int i = 0; i < DECISIONS; i++) {
          RecommendReply reply = ann.recommend();
          // End the decision as a tap does; otherwise most replies repeat the open tip.
          ann.sql("update decision set state = 'done', ended_at = oo_now() where state = 'open'");
          assertThat(reply.notices()).isEmpty();
        }
      } finally {
        over.set(true);
        reading.get();
      }

      List<UUID> decided =
          app.database.statement(
              db -> db.sql("select decision_id from decision").query(UUID.class).list());
      assertThat(decided).hasSizeGreaterThan(DECISIONS / 2);
      assertThat(app.count("slot where to_v is not null")).isGreaterThan(100);
      for (UUID id : decided) {
        assertThat(app.replay(new DecisionId(id)))
            .as(id.toString())
            .isEqualTo(new Replay.Result.Match());
      }
    }
  }

  private static List<NormalizedEvent> batch(ConnectionRef ref, Random random) {
    var subjects = new java.util.HashSet<Integer>();
    for (int n = random.nextInt(1, 12); n > 0; n--) {
      subjects.add(random.nextInt(SUBJECTS));
    }
    var events = new ArrayList<NormalizedEvent>();
    for (int subject : subjects) {
      events.add(
          random.nextInt(3) == 0
              ? Person.event(ref, "t" + subject, NormalizedEvent.Kind.CLOSED, null)
              : Person.event(
                  ref,
                  "t" + subject,
                  NormalizedEvent.Kind.CHANGED,
                  Person.task("Task " + subject + " " + random.nextInt(1000))));
    }
    return events;
  }
}
