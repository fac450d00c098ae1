package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import oo.completetip.ScriptedConnector.Asked;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every short history of two tips of one round: taps in all orders, and a delivery at any point
 * with every kind of end. Wherever a history stops, once things have calmed down, a standing "done"
 * has one effect at the source or the person was told, and an undone one has none. A tap that
 * changes nothing of its tip changes nothing else. Histories that lead to the same rows go on once.
 */
final class TapHistoriesIT {
  /** 6 passes too, in a minute and a half; the others take a quarter of that. */
  private static final int LONGEST = 5;

  private enum Tip {
    A,
    B
  }

  /** One step; a delivery ends in one of five ways. */
  private enum Step {
    DONE_A,
    UNDO_A,
    NOT_NOW_A,
    DONE_B,
    UNDO_B,
    NOT_NOW_B,
    DELIVERED,
    ANSWER_LOST,
    REQUEST_LOST,
    NOT_DONE,
    REFUSED
  }

  /**
   * What is outside of oO's database.
   *
   * @param closed the task at its source
   * @param closes how often it was closed there
   * @param executed command ids
   * @param first the first accepted "done" of a tip, which its undo names
   */
  private record World(
      boolean closed, int closes, Set<UUID> executed, Map<Tip, Set<String>> accepted) {}

  private final TipApp app = new TipApp();
  private Person person;
  private Branches branches;
  private final Map<Tip, DecisionId> tips = new EnumMap<>(Tip.class);
  private final Map<String, Integer> seen = new HashMap<>();
  private World world;

  @AfterEach
  void close() {
    app.through(app.pool);
    app.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverTheOrder(boolean recurring) {
    person = new Person(app);
    if (recurring) {
      person.hasRecurring("milk");
    } else {
      person.hasTasks("milk");
    }
    tips.put(Tip.A, person.sees("milk"));
    tips.put(Tip.B, person.sees("milk"));
    branches = new Branches(app.testDatabase.dataSource());
    app.through(branches.dataSource());
    world = new World(false, 0, Set.of(), Map.of(Tip.A, Set.of(), Tip.B, Set.of()));

    goOn(new ArrayList<>(), recurring);

    assertThat(seen).hasSizeGreaterThan(400);
  }

  private void goOn(List<Step> history, boolean recurring) {
    String rows = rows();
    Integer before = seen.get(rows);
    if (before != null && before <= history.size()) {
      return;
    }
    seen.put(rows, history.size());
    World here = world;
    branches.undone(() -> {
      calmDown(history);
      check(history, recurring);
      return 0;
    });
    world = here;
    if (history.size() == LONGEST) {
      return;
    }
    for (Step step : Step.values()) {
      branches.undone(() -> {
        history.add(step);
        if (take(step, history)) {
          goOn(history, recurring);
        }
        history.removeLast();
        return 0;
      });
      world = here;
    }
  }

  /** False when the step is not possible here. */
  private boolean take(Step step, List<Step> history) {
    return switch (step) {
      case DONE_A -> tap(Tip.A, "done", history);
      case UNDO_A -> tap(Tip.A, "undone", history);
      case NOT_NOW_A -> tap(Tip.A, "not_now", history);
      case DONE_B -> tap(Tip.B, "done", history);
      case UNDO_B -> tap(Tip.B, "undone", history);
      case NOT_NOW_B -> tap(Tip.B, "not_now", history);
      case DELIVERED, ANSWER_LOST, REQUEST_LOST, NOT_DONE, REFUSED -> deliver(step);
    };
  }

  private boolean tap(Tip tip, String kind, List<Step> history) {
    DecisionId decision = tips.get(tip);
    String stateBefore = person.decision(decision);
    String before = atTheSource();
    UUID event = Uuid7.next();
    Answer answer =
        switch (kind) {
          case "done" -> person.complete(decision, event);
          case "undone" -> person.undo(decision, event, Uuid7.next());
          default -> person.notNow(decision, event, null);
        };
    if (answer.status() == 409) {
      assertThat(answer.say("code")).as(history + "").isIn("being_reopened", "too_late");
      assertThat(atTheSource()).as(history + "").isEqualTo(before);
      return true;
    }
    assertThat(answer.status()).as(history + " " + answer).isEqualTo(200);
    var accepted = new EnumMap<>(world.accepted());
    var kinds = new HashSet<>(accepted.get(tip));
    boolean changes = !wanted(kinds).equals(wanted(with(kinds, kind)));
    accepted.put(tip, with(kinds, kind));
    world = new World(world.closed(), world.closes(), world.executed(), accepted);
    assertThat(person.decision(decision)).as(history + "").isEqualTo(wanted(accepted.get(tip)));
    assertThat(answer.say("state")).as(history + "").isEqualTo(wanted(accepted.get(tip)));
    if (!changes && !stateBefore.equals("expired") && !stateBefore.equals("open")) {
      assertThat(atTheSource()).as(history + "").isEqualTo(before);
    }
    return true;
  }

  private static Set<String> with(Set<String> kinds, String kind) {
    var more = new HashSet<>(kinds);
    more.add(kind);
    return Set.copyOf(more);
  }

  /** The state of a tip with these events. */
  private static String wanted(Set<String> kinds) {
    return kinds.contains("undone")
        ? "undone"
        : kinds.contains("done") ? "done" : kinds.contains("not_now") ? "not_now" : "open";
  }

  private boolean deliver(Step end) {
    List<DeliverHint> due =
        app.database.statement(db ->
            db.sql("select decision_id, action from delivery where state in ('waiting', 'sending')")
                .query((row, n) ->
                    new DeliverHint(
                        person.user,
                        new DecisionId(row.getObject("decision_id", UUID.class)),
                        DeliverHint.Action.valueOf(row.getString("action"))))
                .list());
    if (due.isEmpty()) {
      return false;
    }
    app.run(
        "update delivery set due_at = oo_now(), sending_until = case when state = 'sending' then oo_now() end");
    app.source.script = asked -> answer(asked, end);
    assertThat(app.consume(Message.bodyOf(due.getFirst()))).isTrue();
    return true;
  }

  private DeliveryResult answer(Asked asked, Step end) {
    boolean asCommanded = world.closed() == asked.closing();
    Outcome outcome =
        switch (end) {
          case DELIVERED -> {
            if (asked.command().unsure() && asCommanded) {
              yield new Outcome.Done();
            }
            if (asked.command().withdrawn()) {
              yield new Outcome.NotDone(null, "Taken back.");
            }
            if (asked.command().recurring() && asCommanded) {
              yield new Outcome.Moved();
            }
            execute(asked);
            yield new Outcome.Done();
          }
          case ANSWER_LOST -> {
            boolean sends =
                !asked.command().withdrawn()
                    && !(asCommanded && (asked.command().recurring() || asked.command().unsure()));
            if (sends) {
              execute(asked);
            }
            yield new Outcome.Unknown(null, "No answer.");
          }
          case REQUEST_LOST -> new Outcome.Unknown(null, "No answer.");
          case NOT_DONE ->
              asked.command().unsure()
                  ? new Outcome.Unknown(null, "Not now.")
                  : new Outcome.NotDone(null, "Not now.");
          default ->
              asked.command().unsure() && asCommanded
                  ? new Outcome.Done()
                  : new Outcome.Refused("Never.");
        };
    return ScriptedConnector.answer(outcome);
  }

  private void execute(Asked asked) {
    UUID id = asked.command().commandId();
    if (!world.executed().contains(id)) {
      var executed = new HashSet<>(world.executed());
      executed.add(id);
      boolean closes = asked.closing() && !world.closed();
      world =
          new World(asked.closing(), world.closes() + (closes ? 1 : 0), executed, world.accepted());
    }
  }

  private void calmDown(List<Step> history) {
    for (int i = 0; deliver(Step.DELIVERED); i++) {
      assertThat(i).as(history + " does not calm down").isLessThan(8);
    }
  }

  private void check(List<Step> history, boolean recurring) {
    List<String> notices = person.notices();
    boolean stands =
        world.accepted().values().stream().anyMatch(kinds -> wanted(kinds).equals("done"));
    String story = history + " " + world + " " + notices + " " + rows();
    if (stands) {
      assertThat(world.closed() || !notices.isEmpty()).as("lost: " + story).isTrue();
    } else {
      boolean told = recurring && notices.stream().anyMatch(n -> n.startsWith("undo_too_late"));
      assertThat(!world.closed() || told || refusedReopening()).as("stays: " + story).isTrue();
    }
    if (recurring) {
      assertThat(world.closes()).as(story).isLessThanOrEqualTo(1);
    }
    for (Tip tip : Tip.values()) {
      boolean done = wanted(world.accepted().get(tip)).equals("done");
      if (done && !world.closed()) {
        assertThat(notices).as(story).isNotEmpty();
      }
    }
  }

  /** A reopening that the source refuses is told. */
  private boolean refusedReopening() {
    return person.notices().stream().anyMatch(notice -> notice.contains("could not be reopened"));
  }

  private String atTheSource() {
    return app.ask(
            "select coalesce(string_agg(concat_ws(' ', decision_id, action, state, withdrawn, attempts), ','"
                + " order by seq), '') from delivery",
            String.class)
        + app.ask(
            "select coalesce(string_agg(kind, ',' order by notice_id), '') from notice",
            String.class)
        + app.ask("select coalesce(max(hidden_until)::text, '') from task", String.class)
        + person.slots();
  }

  /** All that decides how a history goes on. */
  private String rows() {
    String rows =
        atTheSource()
            + app.ask(
                "select string_agg(decision_id || ' ' || state, ',' order by decision_id) from decision",
                String.class)
            + app.ask(
                "select coalesce(string_agg(decision_id || ' ' || closing, ',' order by decision_id), '') from shared_closing",
                String.class);
    return rows + world.closed() + world.closes() + world.accepted();
  }

  @Test
  void theFirstUndoOnlyTakesBack() {
    // The history that lost taps: a second undo of a tip, with another event id.
    person = new Person(app);
    person.hasTasks("milk");
    DecisionId a = person.sees("milk");
    DecisionId b = person.sees("milk");
    UUID done = Uuid7.next();
    person.undo(a, Uuid7.next(), done);
    person.complete(a, done);

    assertThat(person.complete(b, Uuid7.next()).holds()).isEqualTo("done waiting");
    assertThat(person.undo(a, Uuid7.next(), done).holds()).isEqualTo("undone none");
    assertThat(person.complete(b, Uuid7.next()).holds()).isEqualTo("done waiting");
    app.deliver();
    assertThat(person.undo(a, Uuid7.next(), done).holds()).isEqualTo("undone none");
    assertThat(app.sent).isEmpty();
    assertThat(person.complete(b, Uuid7.next()).holds()).isEqualTo("done delivered");
  }
}
