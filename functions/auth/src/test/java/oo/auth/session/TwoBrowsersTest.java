package oo.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import oo.auth.session.TwoBrowsers.Act;
import org.junit.jupiter.api.Test;

/** Every schedule of six acts, and random ones of forty. */
final class TwoBrowsersTest {
  private static final int DEPTH = 6;
  private static final int RANDOM = 40_000;
  private static final int STEPS = 40;

  private static final List<Act> OWNERS =
      Arrays.stream(Act.values()).filter(act -> !act.thiefs()).toList();

  /** Without the owner's own races, whose states are the honest test's. */
  private static final List<Act> BOTH =
      List.of(
          Act.REFRESH,
          Act.REFRESH_LOST,
          Act.REFRESH_LATE,
          Act.DELIVER,
          Act.USE,
          Act.SEND_REFRESH,
          Act.ARRIVE,
          Act.THIEF_REFRESH,
          Act.THIEF_REFRESH_BEHIND,
          Act.THIEF_USE,
          Act.SHORT,
          Act.LONG);

  private record History(TwoBrowsers state, List<Act> acts) {}

  @Test
  void noScheduleOfLostAndLateAnswersAndRacingTabsLogsAnHonestOwnerOut() {
    Consumer<History> comesIn =
        history ->
            assertThat(new TwoBrowsers(history.state()).ownerComesIn())
                .as("%s", history.acts())
                .isTrue();
    every(OWNERS, comesIn);
    random(OWNERS, comesIn);
  }

  @Test
  void aThiefWhoUsesWhatHeGetsIsFoundAtTheOwnersNextRefresh() {
    Consumer<History> found =
        history -> {
          TwoBrowsers state = history.state();
          assertThat(state.jar == 1 || !state.stolen.contains(state.jar))
              .as("%s: an answer of each", history.acts())
              .isTrue();
          assertThat(new TwoBrowsers(state).thiefIsFound()).as("%s", history.acts()).isTrue();
        };
    every(BOTH, found);
    random(Arrays.asList(Act.values()), found);
  }

  @Test
  void aThiefWhoPollsEveryFourSecondsIsFoundWithinSecondsOfTheOwnersNextRefresh() {
    for (Act poll : List.of(Act.THIEF_REFRESH, Act.THIEF_REFRESH_BEHIND)) {
      for (boolean uses : List.of(true, false)) {
        var both = new TwoBrowsers();
        both.act(Act.THIEF_REFRESH);
        for (int seconds = 0; seconds < 600 + 16; seconds += 4) {
          both.act(poll);
          if (uses) {
            both.act(Act.THIEF_USE);
          }
          both.act(Act.SHORT);
          if (seconds % 600 == 596) {
            both.act(Act.REFRESH);
            both.act(Act.USE);
          }
        }
        both.act(poll);
        assertThat(both.session.over()).as(poll + " " + uses).isTrue();
      }
    }
  }

  private static void every(List<Act> acts, Consumer<History> check) {
    List<History> level = List.of(new History(new TwoBrowsers(), List.of()));
    for (int depth = 1; depth <= DEPTH; depth++) {
      var seen = new HashSet<String>();
      var next = new ArrayList<History>();
      for (History history : level) {
        for (Act act : acts) {
          var state = new TwoBrowsers(history.state());
          if (state.act(act) && seen.add(state.state())) {
            var longer = new ArrayList<>(history.acts());
            longer.add(act);
            var reached = new History(state, longer);
            check.accept(reached);
            next.add(reached);
          }
        }
      }
      level = next;
    }
  }

  private static void random(List<Act> acts, Consumer<History> check) {
    for (int seed = 0; seed < RANDOM; seed++) {
      var random = new Random(seed);
      var state = new TwoBrowsers();
      var done = new ArrayList<Act>();
      for (int step = 0; step < STEPS; step++) {
        Act act = acts.get(random.nextInt(acts.size()));
        if (state.act(act)) {
          done.add(act);
        }
      }
      check.accept(new History(state, done));
    }
  }
}
