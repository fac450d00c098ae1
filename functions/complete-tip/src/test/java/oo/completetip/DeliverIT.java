package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import oo.completetip.ScriptedConnector.Asked;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.host.base.Trace;
import oo.host.base.Uuid7;
import oo.signals.DecisionId;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries, for every answer of a provider. */
final class DeliverIT {
  private static final TipApp APP = new TipApp();
  private static final Duration MINUTE = Duration.ofSeconds(61);

  private final UUID done = Uuid7.next();
  private final UUID undone = Uuid7.next();
  private Person person;
  private DecisionId tip;

  @BeforeEach
  void aPersonSeesATip() {
    APP.testDatabase.setNow(TipApp.NOON);
    APP.run("delete from app_user");
    APP.queueDown = false;
    APP.sent.clear();
    APP.log.clear();
    APP.source.forget();
    person = new Person(APP);
    person.hasTasks("bread", "milk", "salt");
    tip = person.sees("milk");
  }

  @AfterAll
  static void close() {
    APP.close();
  }

  private void doneAndDelivered() {
    person.complete(tip, done);
    APP.deliver();
  }

  private String state() {
    return person.deliveries(tip);
  }

  private String shown() {
    return person.complete(tip, done).holds();
  }

  private List<Asked> asked() {
    return APP.source.asked;
  }

  @Test
  void aTaskIsClosedWhenTheTimeOfUndoingIsOver() {
    person.complete(tip, done);
    String message = APP.sent.getFirst().body();
    APP.run("update connection set due_at = oo_now() + interval '1 hour'");
    APP.advance(Duration.ofSeconds(14));
    APP.consume(message);
    assertThat(asked()).isEmpty();

    APP.advance(Duration.ofSeconds(1));
    APP.consume(message);

    assertThat(asked()).hasSize(1);
    assertThat(asked().getFirst().command().subject()).isEqualTo("milk");
    assertThat(asked().getFirst().command().unsure()).isFalse();
    assertThat(shown()).isEqualTo("done delivered");
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt");
    // The source did not say how the task is now, so that it is read soon.
    assertThat(APP.count("connection where due_at <= oo_now()")).isEqualTo(1);
  }

  @Test
  void aMessageThatComesTwentyTimesAtOnceSendsOnce() throws Exception {
    person.complete(tip, done);
    String message = APP.sent.getFirst().body();
    APP.advance(Duration.ofSeconds(15));

    assertThat(TipApp.atOnce(20, () -> APP.consume(message))).containsOnly(true);

    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("done delivered");
    assertThat(APP.consume(message)).isTrue();
    assertThat(asked()).hasSize(1);
  }

  @Test
  void aLostMessageIsFoundByTheSweep() {
    APP.queueDown = true;
    person.complete(tip, done);
    APP.queueDown = false;

    APP.settle();

    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void messagesInAnyOrderCloseAndReopen() {
    person.complete(tip, done);
    String close = APP.sent.getFirst().body();
    APP.deliver();
    person.undo(tip, undone, done);
    String reopen = APP.sent.getFirst().body();

    for (String message : List.of(reopen, close, reopen, close)) {
      assertThat(APP.consume(message)).isTrue();
    }

    assertThat(asked().stream().map(Asked::closing)).containsExactly(true, false);
    assertThat(shown()).isEqualTo("undone reopened");
  }

  @Test
  void aMessageThatCannotBeReadFails() {
    assertThat(APP.consume("{}")).isFalse();
    assertThat(APP.consume("no json")).isFalse();
    assertThat(APP.consume("{\"schema\":2,\"traceparent\":\"x\",\"hint\":{\"user\":\"a\"}}"))
        .isFalse();
  }

  // Undo.

  @Test
  void anUndoInTimeSendsNothing() {
    person.complete(tip, done);
    person.undo(tip, undone, done);
    APP.deliver();

    assertThat(asked()).isEmpty();
    assertThat(shown()).isEqualTo("undone cancelled");
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void anUndoAfterTheDeliveryReopensAtTheSource() {
    doneAndDelivered();

    assertThat(person.undo(tip, undone, done).holds()).isEqualTo("undone reopening");
    assertThat(person.undo(tip, Uuid7.next(), done).holds()).isEqualTo("undone reopening");
    APP.source.script =
        asked ->
            new DeliveryResult(
                new Outcome.Done(),
                List.of(person.open("milk", "v2", Person.task("milk", "none", false))),
                "cursor 2");
    APP.pump();

    assertThat(asked().stream().map(Asked::closing)).containsExactly(true, false);
    assertThat(asked().get(0).command().commandId())
        .isNotEqualTo(asked().get(1).command().commandId());
    assertThat(shown()).isEqualTo("undone reopened");
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void anUndoWhileItIsSentReopensWhenItWasDone() {
    APP.source.script =
        asked -> {
          if (asked.closing()) {
            assertThat(person.undo(tip, undone, done).holds()).isEqualTo("undone sending");
          }
          return ScriptedConnector.done();
        };
    doneAndDelivered();
    assertThat(shown()).isEqualTo("undone reopening");
    APP.pump();

    assertThat(asked().stream().map(Asked::closing)).containsExactly(true, false);
    assertThat(shown()).isEqualTo("undone reopened");
    assertThat(person.notices()).isEmpty();
  }

  @Test
  void anUndoWhileItIsSentCancelsWhenItWasNotDone() {
    APP.source.script =
        asked -> {
          person.undo(tip, undone, done);
          return ScriptedConnector.answer(new Outcome.NotDone(null, "Not now."));
        };
    doneAndDelivered();
    APP.settle();

    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("undone cancelled");
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void anUndoWhileItIsSentSaysNothingWhenItWasRefused() {
    APP.source.script =
        asked -> {
          person.undo(tip, undone, done);
          return ScriptedConnector.answer(new Outcome.Refused("Never."));
        };
    doneAndDelivered();

    assertThat(shown()).isEqualTo("undone refused");
    assertThat(person.notices()).isEmpty();
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void anUndoOfARepeatingTaskThatWasBeingSentIsTooLateAndSaysSo() {
    person.hasRecurring("plants");
    tip = person.sees("plants");
    APP.source.script =
        asked -> {
          person.undo(tip, undone, done);
          return ScriptedConnector.done();
        };
    doneAndDelivered();
    APP.settle();

    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("undone delivered");
    assertThat(person.notices()).hasSize(1);
    assertThat(person.notices().getFirst()).startsWith("undo_too_late: It had already moved");
  }

  @Test
  void anUndoOfARepeatingTaskThatWasDeliveredIsRefusedAndNotRecorded() {
    person.hasRecurring("plants");
    tip = person.sees("plants");
    doneAndDelivered();
    int feedback = APP.count("feedback");

    Answer answer = person.undo(tip, undone, done);

    assertThat(answer.holds()).isEqualTo("409 too_late");
    assertThat(answer.say("detail")).contains("Change the date at its source");
    assertThat(APP.count("feedback")).isEqualTo(feedback);
    assertThat(shown()).isEqualTo("done delivered");
    assertThat(person.undo(tip, undone, done).holds()).isEqualTo("409 too_late");
  }

  @Test
  void anUndoWhileTheFateIsUnknownIsFoundOutAndSendsNothing() {
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    assertThat(person.undo(tip, undone, done).holds()).isEqualTo("undone sending");
    APP.source.answers(new Outcome.NotDone(null, "It was not."));
    APP.advance(MINUTE);
    APP.pump();

    assertThat(asked()).hasSize(2);
    assertThat(asked().get(1).command().unsure()).isTrue();
    assertThat(asked().get(1).command().withdrawn()).isTrue();
    assertThat(shown()).isEqualTo("undone cancelled");
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void anUndoWhileTheFateIsUnknownReopensWhatHadHappened() {
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    person.undo(tip, undone, done);
    APP.source.forget();
    APP.settle();

    assertThat(asked().stream().map(Asked::closing)).containsExactly(true, false);
    assertThat(shown()).isEqualTo("undone reopened");
  }

  @Test
  void aReopeningThatIsRefusedSaysSo() {
    doneAndDelivered();
    person.undo(tip, undone, done);
    APP.source.answers(new Outcome.Refused("It is archived."));
    APP.pump();

    assertThat(shown()).isEqualTo("undone refused");
    assertThat(person.notices())
        .containsExactly("refused: It could not be reopened there: It is archived.");
  }

  // Tips of the same round of a task.

  @Test
  void twoTipsOfOneTaskCloseItOnce() {
    DecisionId old = tip;
    tip = person.sees("milk");
    person.complete(old, done);

    assertThat(person.complete(tip, Uuid7.next()).holds()).isEqualTo("done waiting");
    APP.deliver();

    assertThat(asked()).hasSize(1);
    assertThat(person.complete(tip, Uuid7.next()).holds()).isEqualTo("done delivered");
  }

  @Test
  void anUndoTakesBackTheClosingThatItsTapWaitedFor() {
    DecisionId old = tip;
    tip = person.sees("milk");
    person.complete(old, Uuid7.next());
    // This tap's transaction began before the other's, and waited for it.
    APP.advance(Duration.ofSeconds(-1));
    person.complete(tip, done);

    assertThat(person.undo(tip, Uuid7.next(), done).holds()).isEqualTo("undone cancelled");
    APP.advance(MINUTE);
    APP.deliver();
    assertThat(asked()).isEmpty();
  }

  @Test
  void anUndoOfEitherTipTakesTheirClosingBack() {
    for (boolean ofTheOld : List.of(true, false)) {
      var both = new Person(APP);
      both.hasTasks("tea");
      DecisionId old = both.sees("tea");
      DecisionId young = both.sees("tea");
      both.complete(old, Uuid7.next());
      both.complete(young, Uuid7.next());

      assertThat(both.undo(ofTheOld ? old : young, Uuid7.next(), Uuid7.next()).holds())
          .isEqualTo("undone cancelled");
      assertThat(both.slots()).containsExactly("tea");
    }
    APP.deliver();
    assertThat(asked()).isEmpty();
  }

  @Test
  void anUndoOfATipReopensWhatItSharedWithAnother() {
    DecisionId young = person.sees("milk");
    person.complete(tip, done);
    person.complete(young, Uuid7.next());
    APP.deliver();

    assertThat(person.undo(young, undone, done).holds()).isEqualTo("undone reopening");
    APP.pump();
    assertThat(asked().stream().map(Asked::closing)).containsExactly(true, false);
  }

  @Test
  void anUndoOfATipThatWasNeverDoneLeavesAnothersClosingAlone() {
    DecisionId young = person.sees("milk");
    person.complete(tip, done);

    assertThat(person.undo(young, undone, Uuid7.next()).holds()).isEqualTo("undone none");
    APP.deliver();
    assertThat(asked()).hasSize(1);
  }

  @Test
  void aTaskThatIsBeingReopenedIsNotDoneSilently() {
    DecisionId young = person.sees("milk");
    doneAndDelivered();
    person.undo(tip, undone, done);

    assertThat(person.complete(young, Uuid7.next()).holds()).isEqualTo("409 being_reopened");
    APP.pump();
    assertThat(person.complete(young, Uuid7.next()).holds()).isEqualTo("done waiting");
  }

  @Test
  void aTaskReopenedAtTheSourceCanBeDoneAgain() {
    doneAndDelivered();
    person.emit(person.open("milk", "v2", Person.task("milk", "none", false)));
    tip = person.sees("milk");
    doneAgain();

    assertThat(asked()).hasSize(2);
    assertThat(state()).isEqualTo("delivered");
  }

  private void doneAgain() {
    person.complete(tip, Uuid7.next());
    APP.deliver();
  }

  @Test
  void aTipWhoseClosingAnotherOneTookBackIsTold() {
    DecisionId young = person.sees("milk");
    person.complete(tip, done);
    person.complete(young, Uuid7.next());

    person.undo(tip, undone, done);

    assertThat(person.complete(young, Uuid7.next()).holds()).isEqualTo("done cancelled");
    assertThat(person.notices()).singleElement().asString().startsWith("taken_back: You had");
  }

  @Test
  void aTipThatIsDoneWhileAnUndoOfAnotherWaitsForAnAnswerIsDelivered() {
    DecisionId young = person.sees("milk");
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    person.undo(tip, undone, done);

    assertThat(person.complete(young, Uuid7.next()).holds()).isEqualTo("done sending");
    APP.source.forget();
    APP.settle();

    assertThat(asked()).hasSize(1);
    assertThat(asked().getFirst().command().withdrawn()).isFalse();
    assertThat(person.complete(young, Uuid7.next()).holds()).isEqualTo("done delivered");
    assertThat(shown()).isEqualTo("undone none");
  }

  // Tasks that close with it.

  @Test
  void whatClosedWithItIsToldAndReopensWithIt() {
    APP.source.script =
        asked ->
            new DeliveryResult(
                new Outcome.Done(), List.of(), null, List.of("oat milk", "soy milk"));
    doneAndDelivered();
    assertThat(person.notices())
        .containsExactly(
            "closed_with: 2 of its subtasks were completed with it there. An undo reopens all of them.");

    person.undo(tip, undone, done);
    APP.pump();

    assertThat(asked().get(0).command().with()).isEmpty();
    assertThat(asked().get(1).command().with()).containsExactly("oat milk", "soy milk");
  }

  @Test
  void whatAReadFoundClosedAfterALostAnswerReopensWithIt() {
    person.emit(
        below("milk", "oat milk"),
        below("oat milk", "organic oat milk"),
        below("milk", "soy milk"),
        below("milk", "rice milk"),
        below("salt", "sea salt"));
    person.emit(person.over("rice milk", NormalizedEvent.Kind.CLOSED));
    APP.advance(MINUTE);
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    APP.source.forget();
    APP.settle();
    for (String closed : List.of("oat milk", "organic oat milk", "sea salt")) {
      person.emit(person.over(closed, NormalizedEvent.Kind.CLOSED));
    }

    person.undo(tip, undone, done);
    APP.pump();

    assertThat(asked().getLast().command().with()).containsExactly("oat milk", "organic oat milk");
  }

  private NormalizedEvent below(String parent, String subject) {
    Task task = Person.task(subject, "none", false);
    return person.open(
        subject,
        "v1",
        Task.titled(task.title(), task.source())
            .occurrence(task.occurrence())
            .parent(parent)
            .build());
  }

  // What the provider says.

  @Test
  void whatWasNotDoneIsSentAgainWhenTheProviderSaid() {
    APP.source.answers(new Outcome.NotDone(Duration.ofMinutes(10), "Todoist asks to wait."));
    doneAndDelivered();
    assertThat(shown()).isEqualTo("done waiting");
    // The sweep hints what waits longer than a minute.
    assertThat(APP.sent).isEmpty();
    assertThat(person.isCandidate("milk")).isFalse();

    APP.source.script = asked -> ScriptedConnector.done();
    APP.advance(Duration.ofMinutes(9));
    APP.sweep();
    assertThat(asked()).hasSize(1);
    // Up to a tenth later, so that not all come back at once.
    APP.advance(Duration.ofMinutes(2));
    APP.sweep();

    assertThat(asked()).hasSize(2);
    assertThat(asked().get(1).command()).isEqualTo(asked().get(0).command());
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void ourOwnPatienceGrowsFromTenSecondsToAnHourAndIsRandom() {
    APP.source.answers(new Outcome.NotDone(null, "Not now."));
    person.complete(tip, done);
    APP.advance(Duration.ofSeconds(15));
    String hint = APP.sent.getFirst().body();
    var waits = new TreeSet<Double>();
    for (int failures = 0; failures < 12; failures++) {
      APP.sent.clear();
      APP.consume(hint);
      double wait =
          APP.ask("select extract(epoch from due_at - oo_now()) from delivery", Double.class);
      waits.add(wait);
      assertThat(wait).isBetween(1.0, Math.min(3600.0, 10.0 * (1 << failures)));
      assertThat(APP.sent).hasSize(wait <= 60 ? 1 : 0);
      APP.run("update delivery set due_at = oo_now()");
    }

    assertThat(waits).hasSize(12);
    assertThat(waits.getLast()).isGreaterThan(60);
  }

  @Test
  void aProviderThatAsksForYearsIsAskedAgainAfterADay() {
    APP.source.answers(new Outcome.NotDone(Duration.ofDays(4000), "Later."));
    doneAndDelivered();

    assertThat(APP.ask("select extract(epoch from due_at - oo_now()) from delivery", Double.class))
        .isBetween(86_400.0, 86_460.0);
  }

  // What is down, and what oO fails at.

  @Test
  void whatComesUpWhileTheProviderIsDownIsPutOffWithoutACallOrAHint() {
    person.complete(tip, done);
    APP.run(
        "insert into provider_gate (provider, paid_until, down, probe_at)"
            + " values ('scripted', oo_now(), true, oo_now() + interval '1 hour')");
    APP.deliver();

    assertThat(asked()).isEmpty();
    assertThat(APP.sent).isEmpty();
    assertThat(shown()).isEqualTo("done waiting");
    assertThat(APP.ask("select attempts from delivery", Integer.class)).isZero();

    APP.advance(Duration.ofMinutes(2));
    APP.sweep();
    assertThat(asked()).isEmpty();
    APP.advance(Duration.ofHours(1));
    APP.sweep();
    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("done delivered");
    assertThat(APP.count("provider_gate where down")).isZero();
  }

  @Test
  void aDeliveryThatOOFailsAtIsNeitherLostNorInTheWayOfOthers() {
    APP.source.script =
        asked -> {
          if (asked.command().subject().equals("milk")) {
            throw new IllegalStateException("A bug");
          }
          return ScriptedConnector.done();
        };
    person.complete(tip, done);
    DecisionId bread = person.sees("bread");
    person.complete(bread, Uuid7.next());
    APP.deliver();

    assertThat(person.deliveries(bread)).isEqualTo("delivered");
    assertThat(state()).isEqualTo("sending");

    APP.advance(Duration.ofDays(8));
    APP.sweep();
    assertThat(state()).isEqualTo("refused");
    assertThat(person.notices())
        .singleElement()
        .asString()
        .startsWith("refused: Whether it was closed there could not be found out:");
  }

  @Test
  void aDeliveryWhoseSenderAlwaysDiesIsGivenUpWithoutAnotherTry() {
    doneAndDelivered();
    APP.run(
        "update delivery set state = 'sending', settled_at = null, sending_until = oo_now(), hinted_at = null");
    APP.advance(Duration.ofDays(9));
    APP.source.forget();
    APP.sweep();

    assertThat(asked()).isEmpty();
    assertThat(state()).isEqualTo("refused");
    assertThat(person.notices()).hasSize(1);
  }

  @Test
  void anAnswerWhoseEventsCannotBeKeptSettlesAllTheSame() {
    NormalizedEvent poison =
        NormalizedEvent.of(
            person.connection,
            "pepper",
            NormalizedEvent.Kind.CHANGED,
            "v1",
            TipApp.NOON,
            TipApp.NOON,
            Person.task("pepper", "none", false));
    APP.run("alter table candidate add constraint poison check (subject <> 'pepper') not valid");
    try {
      APP.source.script =
          asked -> new DeliveryResult(new Outcome.Done(), List.of(poison), "cursor 2");
      doneAndDelivered();
    } finally {
      APP.run("alter table candidate drop constraint poison");
    }

    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("done delivered");
    assertThat(APP.count("connection where cursor is null and due_at <= oo_now()")).isEqualTo(1);
  }

  @Test
  void whatMayHaveBeenDoneIsReadFirst() {
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    assertThat(shown()).isEqualTo("done sending");
    assertThat(person.isCandidate("milk")).isFalse();
    APP.pump();
    assertThat(asked()).hasSize(1);

    APP.source.script = asked -> ScriptedConnector.done();
    APP.advance(Duration.ofSeconds(10));
    APP.sweep();
    APP.settle();

    assertThat(asked()).hasSize(2);
    assertThat(asked().get(1).command().unsure()).isTrue();
    assertThat(asked().get(1).command().commandId())
        .isEqualTo(asked().get(0).command().commandId());
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void whatIsRefusedRestsForADayAndSaysWhy() {
    APP.source.answers(new Outcome.Refused("It belongs to another person."));
    doneAndDelivered();

    assertThat(shown()).isEqualTo("done refused");
    assertThat(person.notices())
        .containsExactly("refused: It could not be closed there: It belongs to another person.");
    assertThat(person.isCandidate("milk")).isFalse();
    APP.advance(Duration.ofHours(23));
    returnPutAside();
    assertThat(person.isCandidate("milk")).isFalse();
    APP.advance(Duration.ofHours(1));
    returnPutAside();
    assertThat(person.isCandidate("milk")).isTrue();
  }

  private void returnPutAside() {
    APP.database.run(tx -> new CandidatePool().returnPutAside(tx, person.user, 50));
  }

  @Test
  void aRepeatingTaskWhoseDateMovedIsLeftAloneAndThePersonIsTold() {
    person.hasRecurring("plants");
    tip = person.sees("plants");
    APP.source.script =
        asked ->
            new DeliveryResult(
                new Outcome.Moved(),
                List.of(person.open("plants", "2", Person.task("plants", "2026-11-24", true))),
                null);
    doneAndDelivered();

    assertThat(asked().getFirst().command().recurring()).isTrue();
    assertThat(asked().getFirst().command().occurrence()).hasToString(Person.TODAY);
    assertThat(shown()).isEqualTo("done refused");
    assertThat(person.notices())
        .containsExactly("moved: Its date was moved meanwhile, so nothing was changed there.");
    assertThat(person.isCandidate("plants")).isTrue();
  }

  @Test
  void afterSevenDaysOfNoItGivesUpAndSaysSo() {
    APP.source.answers(new Outcome.NotDone(null, "Scripted is down."));
    givesUp("refused: It could not be closed there: Scripted is down.");
  }

  @Test
  void afterSevenDaysWithoutAnAnswerItGivesUpAndSaysSo() {
    APP.source.answers(new Outcome.Unknown(null, "Scripted is silent."));
    givesUp("refused: Whether it was closed there could not be found out: Scripted is silent.");
  }

  private void givesUp(String notice) {
    doneAndDelivered();
    APP.advance(Duration.ofDays(7).minusSeconds(20));
    APP.sweep();
    assertThat(person.notices()).isEmpty();
    APP.advance(Duration.ofHours(2));
    APP.sweep();

    assertThat(shown()).isEqualTo("done refused");
    assertThat(person.notices()).containsExactly(notice);
    assertThat(person.isCandidate("milk")).isFalse();
  }

  @Test
  void anUndoOfWhatStayedUnknownBringsTheTaskBackAndSaysSo() {
    APP.source.answers(new Outcome.Unknown(null, "Scripted is silent."));
    doneAndDelivered();
    person.undo(tip, undone, done);
    APP.advance(Duration.ofDays(8));
    APP.sweep();

    assertThat(shown()).isEqualTo("undone refused");
    assertThat(person.notices()).hasSize(1);
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void whatAnAnswerBringsIsAppliedWithTheDelivery() {
    APP.source.script =
        asked ->
            new DeliveryResult(
                new Outcome.Done(),
                List.of(
                    person.over("milk", NormalizedEvent.Kind.CLOSED),
                    person.open("tea", "v1", Person.task("tea", "none", false))),
                "cursor 7");
    doneAndDelivered();

    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt", "tea");
    assertThat(APP.ask("select cursor from connection", String.class)).isEqualTo("cursor 7");
  }

  @Test
  void theCallToTheProviderBelongsToTheTapsTrace() {
    var page = Trace.begin();
    APP.call(
        "complete",
        person.cookie,
        tip.toString(),
        "{\"event_id\":\"" + done + "\"}",
        Map.of("traceparent", List.of(Trace.traceparent(page))));
    APP.source.answers(new Outcome.NotDone(null, "Not now."));
    APP.deliver();
    APP.advance(MINUTE);
    APP.sweep();

    assertThat(asked().stream().map(ScriptedConnector.Asked::trace))
        .containsExactly(page.getTraceId(), page.getTraceId());
  }

  @Test
  void aFaultOfOursFailsTheMessageAndIsReadFirst() {
    APP.source.script =
        asked -> {
          throw new IllegalStateException("a bug");
        };
    person.complete(tip, done);
    String message = APP.sent.getFirst().body();
    APP.advance(Duration.ofSeconds(15));

    assertThat(APP.consume(message)).isFalse();
    assertThat(APP.consume(message)).isTrue();
    APP.source.forget();
    APP.settle();

    assertThat(asked()).hasSize(1);
    assertThat(asked().getFirst().command().unsure()).isTrue();
    assertThat(shown()).isEqualTo("done delivered");
  }

  // The lease.

  @Test
  void itWaitsWhileAFetchHasTheLease() {
    person.complete(tip, done);
    APP.advance(Duration.ofSeconds(15));
    Lease fetch = lease(Duration.ofSeconds(60));
    APP.pump();
    assertThat(asked()).isEmpty();
    assertThat(APP.sent).hasSize(1);
    assertThat(APP.sent.getFirst().delay()).isEqualTo(Duration.ofSeconds(3));

    APP.database.run(tx -> new Leases(new ConnectionStore()).release(tx, fetch));
    APP.advance(Duration.ofSeconds(3));
    APP.pump();
    assertThat(asked()).hasSize(1);
  }

  @Test
  void whatMayHaveBeenDoneWaitsForTheLeaseToo() {
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    APP.advance(Duration.ofSeconds(10));
    Lease fetch = lease(Duration.ofSeconds(60));
    APP.pump();
    assertThat(asked()).hasSize(1);

    APP.database.run(tx -> new Leases(new ConnectionStore()).release(tx, fetch));
    APP.source.forget();
    APP.advance(Duration.ofSeconds(3));
    APP.pump();
    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void aMessageThatComesTooEarlyLeavesTheLeaseAlone() {
    long fence = APP.ask("select fence from connection", Long.class);
    person.complete(tip, done);
    APP.pump();

    assertThat(APP.ask("select fence from connection", Long.class)).isEqualTo(fence);
  }

  @Test
  void aSenderThatLostTheLeaseSettlesNothing() {
    APP.source.script =
        asked -> {
          APP.advance(MINUTE);
          return new DeliveryResult(
              new Outcome.Done(),
              List.of(person.over("bread", NormalizedEvent.Kind.CLOSED)),
              "new");
        };
    doneAndDelivered();
    assertThat(state()).isEqualTo("sending");
    assertThat(person.isCandidate("bread")).isTrue();
    assertThat(APP.count("connection where cursor is null")).isEqualTo(1);

    APP.source.forget();
    APP.settle();
    assertThat(asked()).hasSize(1);
    assertThat(asked().getFirst().command().unsure()).isTrue();
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void aCallMayTakeAsLongAsTheLeaseLeavesIt() {
    doneAndDelivered();

    assertThat(asked().getFirst().deadline().timeout()).isLessThanOrEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void aListReadBeforeTheCloseCannotBringTheTaskBack() {
    person.complete(tip, done);
    Lease fetch = lease(Duration.ofSeconds(60));
    // It reads, slowly; its lease runs out, and the delivery takes the next one.
    APP.advance(MINUTE);
    APP.pump();

    assertThat(asked()).hasSize(1);
    assertThat(
            APP.database.<Boolean>transaction(
                tx -> new Leases(new ConnectionStore()).holds(tx, fetch)))
        .isFalse();
    assertThat(person.isCandidate("milk")).isFalse();
  }

  private Lease lease(Duration life) {
    return APP.database
        .transaction(tx -> new Leases(new ConnectionStore()).take(tx, person.connection, life))
        .orElseThrow();
  }

  // The connection.

  @Test
  void aTokenThatTheProviderRefusesIsRefreshedOnce() {
    APP.source.script =
        asked -> {
          if (asked().size() == 1) {
            throw new ProviderFailure.Unauthorized("No.");
          }
          return ScriptedConnector.done();
        };
    doneAndDelivered();

    assertThat(asked()).hasSize(2);
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void aRefusalRightAfterARefreshIsTriedAgainWithoutThePerson() {
    APP.source.script =
        asked -> {
          throw new ProviderFailure.Unauthorized("No.");
        };
    doneAndDelivered();
    assertThat(APP.ask("select state from connection", String.class)).isEqualTo("live");
    assertThat(shown()).isEqualTo("done waiting");

    APP.source.forget();
    APP.advance(MINUTE);
    APP.pump();
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void aDeadGrantWaitsForThePersonAndRenewingDelivers() {
    APP.source.dead = true;
    APP.source.script =
        asked -> {
          throw new ProviderFailure.Unauthorized("Connect it again.");
        };
    doneAndDelivered();
    assertThat(APP.ask("select state from connection", String.class)).isEqualTo("reconnect");
    assertThat(shown()).isEqualTo("done waiting");
    APP.source.forget();
    APP.advance(MINUTE);
    APP.sweep();
    assertThat(asked()).isEmpty();

    renew();
    APP.sweep();

    assertThat(asked()).hasSize(1);
    assertThat(shown()).isEqualTo("done delivered");
  }

  @Test
  void renewingAlsoDeliversWhatMayHaveBeenDone() {
    APP.source.dead = true;
    APP.source.answers(new Outcome.Unknown(null, "No answer."));
    doneAndDelivered();
    APP.source.script =
        asked -> {
          throw new ProviderFailure.Unauthorized("Connect it again.");
        };
    APP.advance(MINUTE);
    APP.pump();
    assertThat(shown()).isEqualTo("done sending");
    APP.source.forget();

    renew();
    APP.sweep();

    assertThat(asked()).hasSize(1);
    assertThat(asked().getFirst().command().unsure()).isTrue();
    assertThat(shown()).isEqualTo("done delivered");
  }

  private void renew() {
    assertThat(
            person.connect(
                ScriptedConnector.PROVIDER.id(), "1", new Credential("new", "new", null)))
        .isEqualTo(person.connection);
  }

  @Test
  void disconnectingWhileItWaitsSendsNothing() {
    person.complete(tip, done);
    disconnect();
    APP.deliver();
    APP.settle();

    assertThat(asked()).isEmpty();
    assertThat(state()).isEqualTo("cancelled");
  }

  @Test
  void disconnectingWhileItIsSentEndsItForEveryAnswer() {
    for (Outcome outcome :
        List.of(
            new Outcome.Done(),
            new Outcome.NotDone(null, "No."),
            new Outcome.Unknown(null, "?"),
            new Outcome.Refused("Never."))) {
      var leaving = new Person(APP);
      leaving.hasTasks("tea");
      DecisionId tea = leaving.sees("tea");
      leaving.complete(tea, Uuid7.next());
      APP.source.script =
          asked -> {
            APP.database.run(
                tx -> new ConnectionLifecycle().end(tx, leaving.connection, Trace.begin()));
            return ScriptedConnector.answer(outcome);
          };
      APP.deliver();
      int calls = asked().size();
      APP.settle();

      assertThat(asked()).hasSize(calls);
      assertThat(leaving.deliveries(tea)).isIn("delivered", "cancelled", "refused");
      assertThat(leaving.notices())
          .first()
          .asString()
          .startsWith("dropped: You disconnected while");
    }
  }

  private void disconnect() {
    APP.database.run(tx -> new ConnectionLifecycle().end(tx, person.connection, Trace.begin()));
  }

  @Test
  void aProviderThatIsNotConfiguredIsWaitedFor() {
    APP.run("update connection set provider = 'another'");
    doneAndDelivered();

    assertThat(shown()).isEqualTo("done waiting");
    assertThat(APP.ask("select last_error from delivery", String.class))
        .isEqualTo("oO is not set up for it any more.");
  }

  @Test
  void aPermissionThatCannotBeOpenedIsWaitedFor() {
    APP.run("update credential set key_id = 'lost'");
    doneAndDelivered();

    assertThat(shown()).isEqualTo("done waiting");
    assertThat(asked()).isEmpty();
  }

  @Test
  void everyInvocationLeavesOneLineWithoutAnythingPrivate() {
    doneAndDelivered();

    assertThat(APP.log.stream().map(line -> line.get("operation")))
        .containsExactly("complete", "deliver_completions");
    assertThat(APP.log.getLast()).containsEntry("delivery", "Done").containsKey("user");
    assertThat(APP.log.toString()).doesNotContain("milk", "access", done.toString());
  }
}
