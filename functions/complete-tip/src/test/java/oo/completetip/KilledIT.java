package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.postgres.Mortality;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;
import oo.standins.control.TodoistControl.TaskView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The process dies at every point between a tap and its effect: around each commit, each message
 * and each call to Todoist. Another process takes over, with the sweep alone.
 */
final class KilledIT {
  private static final TodoistSource SOURCE = new TodoistSource();
  private static final TipApp APP = SOURCE.app;

  private Person person;
  private String account;

  @BeforeEach
  void aPersonIsConnected() {
    SOURCE.calm();
    String email = Uuid7.next() + "@example.org";
    account = SOURCE.todoist.emptyAccount(email).id();
    person = SOURCE.person(email);
    SOURCE.fetch(person);
  }

  @AfterAll
  static void close() {
    SOURCE.close();
  }

  private interface Part {
    void of(TaskView task, DecisionId tip);
  }

  /**
   * Has a tip of a new task tapped again and again, each time dying one point later in {@code
   * dying}, until that comes to its end alive.
   *
   * @param before by a process that lives
   * @param after by the process that takes over; nothing is pending when it is done
   * @return how many points there were to die at
   */
  private int dyingEverywhere(String due, Part before, Part dying, Part after) {
    for (int point = 0; ; point++) {
      TaskView task = SOURCE.todoist.add(account, "task " + point, due);
      SOURCE.fetch(person);
      DecisionId tip = person.sees(task.id());
      before.of(task, tip);
      SOURCE.todoist.clearJournal();
      int deaths = APP.mortality.deaths();
      APP.mortality.dieAt(point);
      dying.of(task, tip);
      APP.mortality.live();
      after.of(task, tip);
      person.slots();
      if (APP.mortality.deaths() == deaths) {
        return point;
      }
    }
  }

  private static void living(Runnable work) {
    try {
      work.run();
    } catch (Mortality.Killed e) {
      APP.mortality.live();
    }
  }

  /** A page that gets no answer repeats itself. */
  private static String untilAnswered(Supplier<Answer> tap) {
    var answer = new Answer[1];
    living(() -> answer[0] = tap.get());
    return (answer[0] == null ? tap.get() : answer[0]).holds();
  }

  private void doneAndDelivered(TaskView task, DecisionId tip) {
    assertThat(untilAnswered(() -> person.complete(tip, done(tip)))).isEqualTo("done waiting");
    SOURCE.advance(Duration.ofSeconds(15));
    living(APP::pump);
  }

  private static UUID done(DecisionId tip) {
    return new UUID(tip.value().getMostSignificantBits(), 1);
  }

  private static UUID undone(DecisionId tip) {
    return new UUID(tip.value().getMostSignificantBits(), 2);
  }

  private Answer undo(DecisionId tip) {
    return person.undo(tip, undone(tip), done(tip));
  }

  private static void nothing(TaskView task, DecisionId tip) {}

  /** Each dies when its claim is committed and nothing is sent. */
  @Test
  void theFifthDeathInARowIsToldAndItIsStillTried() {
    TaskView task = SOURCE.todoist.add(account, "cursed", "today");
    SOURCE.fetch(person);
    DecisionId tip = person.sees(task.id());
    assertThat(untilAnswered(() -> person.complete(tip, done(tip)))).isEqualTo("done waiting");
    SOURCE.advance(Duration.ofSeconds(15));
    String hint = Message.bodyOf(new DeliverHint(person.user, tip, DeliverHint.Action.close));
    SOURCE.todoist.clearJournal();
    int[] rests = {60, 60, 180, 420, 900};
    for (int death = 1; death <= 5; death++) {
      APP.mortality.dieAt(3);
      living(() -> APP.consume(hint));
      assertThat(ofDelivery(tip, "attempts")).isEqualTo(death);
      SOURCE.advance(Duration.ofSeconds(rests[death - 1] - 1));
      APP.consume(hint);
      assertThat(ofDelivery(tip, "attempts")).as("it rests").isEqualTo(death);
      assertThat(person.notices()).isEmpty();
      SOURCE.advance(Duration.ofSeconds(2));
    }

    APP.consume(hint);

    assertThat(person.notices())
        .singleElement()
        .satisfies(
            notice -> assertThat(notice.toString()).contains("oO broke off at it five times"));
    assertThat(ofDelivery(tip, "unfinished")).isZero();
    SOURCE.settle();
    assertThat(SOURCE.now(task).checked()).isTrue();
    assertThat(SOURCE.commands("item_close")).hasSize(1);
    assertThat(person.notices()).hasSize(1);
  }

  private static int ofDelivery(DecisionId tip, String column) {
    return APP.ask(
        "select " + column + " from delivery where decision_id = '" + tip.value() + "'",
        Integer.class);
  }

  @Test
  void aTaskIsClosedOnce() {
    int points =
        dyingEverywhere(
            "today",
            KilledIT::nothing,
            this::doneAndDelivered,
            (task, tip) -> {
              SOURCE.settle();
              assertThat(SOURCE.now(task).checked()).isTrue();
              assertThat(SOURCE.commands("item_close")).hasSize(1);
              assertThat(person.deliveries(tip)).isEqualTo("delivered");
            });

    assertThat(points).isGreaterThan(10);
  }

  @Test
  void aRepeatingTaskMovesOnce() {
    dyingEverywhere(
        "every day",
        KilledIT::nothing,
        this::doneAndDelivered,
        (task, tip) -> {
          SOURCE.settle();
          assertThat(SOURCE.now(task).dueDate()).isEqualTo("2026-11-24");
          assertThat(person.deliveries(tip)).isEqualTo("delivered");
        });

    assertThat(person.notices()).isEmpty();
  }

  @Test
  void afterAnUndoTheTaskIsOpen() {
    dyingEverywhere(
        "today",
        KilledIT::nothing,
        this::doneAndDelivered,
        (task, tip) -> {
          assertThat(undo(tip).status()).isEqualTo(200);
          SOURCE.settle();
          assertThat(SOURCE.now(task).checked()).isFalse();
          assertThat(person.decision(tip)).isEqualTo("undone");
        });
  }

  @Test
  void anUndoOfARepeatingTaskIsActedOnOrRefusedOrTold() {
    dyingEverywhere(
        "every day",
        KilledIT::nothing,
        this::doneAndDelivered,
        (task, tip) -> {
          int before = person.notices().size();
          Answer answer = undo(tip);
          SOURCE.settle();
          int notices = person.notices().size() - before;
          if (answer.status() == 200) {
            assertThat(SOURCE.now(task).dueDate())
                .isEqualTo(notices == 0 ? "2026-11-23" : "2026-11-24");
          } else {
            assertThat(answer.holds()).isEqualTo("409 too_late");
            assertThat(SOURCE.now(task).dueDate()).isEqualTo("2026-11-24");
            assertThat(notices).isZero();
          }
        });
  }

  @Test
  void aTaskIsReopenedOnce() {
    int points =
        dyingEverywhere(
            "today",
            this::doneAndDelivered,
            (task, tip) -> {
              assertThat(untilAnswered(() -> undo(tip))).isEqualTo("undone reopening");
              living(APP::pump);
            },
            (task, tip) -> {
              SOURCE.settle();
              assertThat(SOURCE.now(task).checked()).isFalse();
              assertThat(SOURCE.commands("item_uncomplete")).hasSize(1);
              assertThat(person.deliveries(tip)).isEqualTo("delivered delivered");
            });

    assertThat(points).isGreaterThan(10);
  }

  @Test
  void dyingAgainAndAgainChangesNothing() {
    var random = new Random(4711);
    for (int life = 0; life < 12; life++) {
      boolean repeating = random.nextBoolean();
      boolean undo = !repeating && random.nextBoolean();
      TaskView task =
          SOURCE.todoist.add(account, "life " + life, repeating ? "every day" : "today");
      SOURCE.fetch(person);
      DecisionId tip = person.sees(task.id());
      person.complete(tip, done(tip));
      SOURCE.advance(Duration.ofSeconds(15));
      for (int death = 0; death < 4; death++) {
        APP.mortality.dieAt(random.nextInt(16));
        living(death == 0 ? APP::pump : APP::sweep);
        APP.mortality.live();
        if (undo && death == 1) {
          assertThat(undo(tip).status()).isEqualTo(200);
        }
        SOURCE.advance(Duration.ofSeconds(61));
      }
      SOURCE.settle();
      if (repeating) {
        assertThat(SOURCE.now(task).dueDate()).isEqualTo("2026-11-24");
      } else {
        assertThat(SOURCE.now(task).checked()).isEqualTo(!undo);
      }
      person.slots();
    }
  }
}
