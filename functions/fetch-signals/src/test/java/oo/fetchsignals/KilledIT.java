package oo.fetchsignals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import oo.fetchsignals.FetchApp.Person;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.hints.FetchHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process dies at every point of a reading and of the schedule; another one takes over. */
final class KilledIT {
  private final FetchApp app = new FetchApp();
  private final List<String> titles = new ArrayList<>();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void whateverAReadingDiesAtIsReadWithinTwoMinutes() {
    Person robin = app.person();
    int points =
        app.mortality.everywhere(
            () -> {
              String title = "Task %03d".formatted(titles.size());
              titles.add(title);
              app.todoist().add(robin.account(), title);
              app.due(robin);
            },
            () -> app.fetch(robin),
            () -> {
              for (int minute = 0; minute < 2; minute++) {
                app.advance(Duration.ofMinutes(1));
                assertThat(app.fetch(robin)).isTrue();
              }
              assertThat(app.openTasks(robin)).isEqualTo(titles);
              assertThat(app.slots(robin)).isEqualTo(titles.size());
              assertThat(app.of(robin, "unfinished", Integer.class)).isZero();
              assertThat(app.of(robin, "healed", Integer.class)).isZero();
            });
    assertThat(points).isGreaterThan(12);
  }

  @Test
  void whatAScheduleThatDiesClaimedIsHintedByTheNextOne() {
    app.person();
    app.run(
        """
        insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at)
        select user_id, gen_random_uuid(), 'todoist', n::text, 'live', oo_now(), oo_now()
        from app_user, generate_series(1, 59) n
        """);
    int points =
        app.mortality.everywhere(
            () -> {
              app.sent.clear();
              app.run("update connection set due_at = oo_now(), hinted_at = null");
            },
            () -> app.host().tick("schedule_fetches"),
            () -> {
              app.advance(Duration.ofSeconds(61));
              app.host().tick("schedule_fetches");
              assertThat(hinted()).isEqualTo(60);
            });
    assertThat(points).isGreaterThan(4);
  }

  private long hinted() {
    return app.sent.stream()
        .map(Outgoing::body)
        .flatMap(body -> new Message("1", body).hint(FetchHint.class).connections().stream())
        .distinct()
        .count();
  }
}
