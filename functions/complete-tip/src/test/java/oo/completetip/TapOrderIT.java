package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import oo.host.base.Uuid7;
import oo.signals.DecisionId;
import oo.signals.Feedback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * The state is a function of the set of events: random sets of taps, in random orders, repeated at
 * random and concurrent, end in the same state, the same place and the same effect at the source.
 */
final class TapOrderIT {
  private static final TipApp APP = new TipApp();
  private static final int ORDERS = 3;

  /** One tap of a page, to be sent any number of times. */
  private record Made(Feedback.Kind kind, UUID event, UUID undoes, Instant until) {
    Answer by(Person person, DecisionId tip) {
      return switch (kind) {
        case DONE -> person.complete(tip, event);
        case UNDONE -> person.undo(tip, event, undoes);
        case NOT_NOW -> person.notNow(tip, event, until);
      };
    }
  }

  @AfterAll
  static void close() {
    APP.close();
  }

  @RepeatedTest(24)
  void theOrderOfTapsMakesNoDifference(RepetitionInfo repetition) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    List<Feedback.Kind> kinds = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      kinds.add(Feedback.Kind.values()[random.nextInt(3)]);
    }
    var minutes = random.ints(kinds.size(), 1, 600).boxed().toList();
    for (int order = 0; order < ORDERS; order++) {
      List<Made> taps = taps(kinds, minutes, random);
      List<Made> sent = new ArrayList<>(taps);
      for (int again = random.nextInt(4); again > 0; again--) {
        sent.add(taps.get(random.nextInt(taps.size())));
      }
      Collections.shuffle(sent, random);
      tapAndCheck(taps, sent, order == ORDERS - 1);
    }
  }

  private static List<Made> taps(List<Feedback.Kind> kinds, List<Integer> minutes, Random random) {
    var events = kinds.stream().map(kind -> Uuid7.next()).toList();
    var taps = new ArrayList<Made>();
    for (int i = 0; i < kinds.size(); i++) {
      UUID another = events.get(random.nextInt(events.size()));
      taps.add(
          new Made(
              kinds.get(i),
              events.get(i),
              another.equals(events.get(i)) ? Uuid7.next() : another,
              TipApp.NOON.plusSeconds(60L * minutes.get(i))));
    }
    return taps;
  }

  private static void tapAndCheck(List<Made> set, List<Made> sent, boolean atOnce)
      throws Exception {
    APP.heard.clear();
    APP.sent.clear();
    var person = new Person(APP);
    person.hasTasks("bread", "milk", "salt");
    DecisionId tip = person.sees("milk");

    if (atOnce) {
      TipApp.atOnce(
          sent.stream().map(tap -> (Callable<Answer>) () -> tap.by(person, tip)).toList());
    } else {
      sent.forEach(tap -> assertThat(tap.by(person, tip).status()).isEqualTo(200));
    }

    boolean undone = set.stream().anyMatch(tap -> tap.kind() == Feedback.Kind.UNDONE);
    boolean done = !undone && set.stream().anyMatch(tap -> tap.kind() == Feedback.Kind.DONE);
    Instant until =
        undone || done ? null : set.stream().map(Made::until).max(Instant::compareTo).orElseThrow();
    Answer holds = sent.getFirst().by(person, tip);
    String state = undone ? "undone" : done ? "done" : "not_now";
    assertThat(holds.say("state")).isEqualTo(state);
    assertThat(holds.say("until")).isEqualTo(until == null ? "" : until.toString());
    assertThat(person.decision(tip)).isEqualTo(state);
    assertThat(person.isCandidate("milk")).isEqualTo(undone);
    assertThat(person.deliveries(tip).equals("waiting")).isEqualTo(done);
    assertThat(
            APP.count(
                "task where user_id = '" + person.user.value() + "' and hidden_until is not null"))
        .isEqualTo(until == null ? 0 : 1);
    assertThat(APP.heard.stream().map(feedback -> feedback.event().value()))
        .containsExactlyInAnyOrderElementsOf(set.stream().map(Made::event).toList());
  }
}
