package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import oo.contract.Notice;
import oo.host.base.Trace;
import oo.host.base.Uuid7;
import oo.signals.DecisionId;
import oo.signals.NormalizedEvent;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three taps, and what is recorded of them. Nothing is delivered here. */
final class TapIT {
  private static final TipApp APP = new TipApp();

  private final UUID event = Uuid7.next();
  private final UUID other = Uuid7.next();
  private Person person;
  private DecisionId tip;

  @BeforeEach
  void aPersonSeesATip() {
    APP.testDatabase.setNow(TipApp.NOON);
    APP.queueDown = false;
    APP.sent.clear();
    APP.heard.clear();
    person = new Person(APP);
    person.hasTasks("bread", "milk", "salt");
    tip = person.sees("milk");
  }

  @AfterAll
  static void close() {
    APP.close();
  }

  @Test
  void aTapIsRecordedToldAndQueuedForLater() {
    Answer answer = person.complete(tip, event);

    assertThat(answer.holds()).isEqualTo("done waiting");
    assertThat(answer.say("tip_id")).isEqualTo(tip.toString());
    assertThat(answer.say("undo_until")).isEqualTo(TipApp.NOON.plusSeconds(10).toString());
    assertThat(person.decision(tip)).isEqualTo("done");
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt");
    assertThat(APP.heard).hasSize(1);
    assertThat(APP.sent).hasSize(1);
    assertThat(APP.sent.getFirst().delay()).isEqualTo(Duration.ofSeconds(15));
    assertThat(APP.source.asked).isEmpty();
  }

  @Test
  void aTipTakesSoManyTapsAndRepeatsTheAcceptedOnes() {
    for (int tap = 1; tap < 100; tap++) {
      assertThat(person.notNow(tip, Uuid7.next(), null).status()).isEqualTo(200);
    }
    assertThat(person.notNow(tip, event, null).status()).isEqualTo(200);

    Answer refused = person.notNow(tip, Uuid7.next(), null);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.say("code")).isEqualTo("too_many_taps");
    assertThat(person.notNow(tip, event, null).status()).isEqualTo(200);
  }

  @Test
  void whoDismissesNothingIsToldOfAThousandTips() {
    var notices = new NoticeStore();
    APP.database.run(tx -> {
      for (int told = 0; told < 1_005; told++) {
        notices.add(tx, person.user, tip, Notice.Kind.moved, "");
      }
      assertThat(
              tx.sql("select count(*) from notice where user_id = ?")
                  .param(person.user.value())
                  .query(Integer.class)
                  .single())
          .isEqualTo(1_000);
    });
  }

  @Test
  void aDoubleTapIsOneTap() throws Exception {
    List<Answer> answers = TipApp.atOnce(8, () -> person.complete(tip, event));

    assertThat(answers).allSatisfy(a -> assertThat(a.holds()).isEqualTo("done waiting"));
    assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
    assertOneDone(1);
  }

  @Test
  void twoTabsThatTapTheSameTipCloseItOnce() throws Exception {
    List<Answer> answers = TipApp.atOnce(8, () -> person.complete(tip, Uuid7.next()));

    assertThat(answers).allSatisfy(a -> assertThat(a.holds()).isEqualTo("done waiting"));
    assertOneDone(8);
  }

  private void assertOneDone(int events) {
    assertThat(APP.count("feedback where decision_id = '" + tip + "'")).isEqualTo(events);
    assertThat(APP.heard).hasSize(events);
    assertThat(person.deliveries(tip)).isEqualTo("waiting");
    assertThat(APP.sent).hasSize(1);
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt");
  }

  @Test
  void aTapWhoseAnswerWasLostIsAnsweredTheSameAgain() {
    Answer lost = person.complete(tip, event);
    APP.advance(Duration.ofSeconds(5));

    assertThat(person.complete(tip, event)).isEqualTo(lost);
    assertThat(APP.heard).hasSize(1);
  }

  @Test
  void aNotNowWhoseTimeHasPassedMeanwhileIsAnsweredTheSameAgain() {
    Instant until = TipApp.NOON.plusSeconds(60);
    Answer lost = person.notNow(tip, event, until);
    APP.advance(Duration.ofHours(2));

    assertThat(lost.holds()).isEqualTo("not_now none");
    assertThat(person.notNow(tip, event, until)).isEqualTo(lost);
    assertThat(APP.heard).hasSize(1);
  }

  @Test
  void anEventIsOfOneTapOnly() {
    DecisionId another = person.sees("bread");
    person.complete(tip, event);

    assertThat(person.complete(another, event).holds()).isEqualTo("409 event_reused");
    assertThat(person.notNow(tip, event, null).holds()).isEqualTo("409 event_reused");
    assertThat(person.undo(tip, event, other).holds()).isEqualTo("409 event_reused");
    person.undo(tip, other, event);
    assertThat(person.undo(tip, other, Uuid7.next()).holds()).isEqualTo("409 event_reused");
    assertThat(APP.heard).hasSize(2);
    assertThat(person.isCandidate("bread")).isTrue();
  }

  @Test
  void anEventThatTwoTipsClaimAtTheSameMomentIsOfOneOfThem() throws Exception {
    for (int round = 0; round < 8; round++) {
      var work = new Person(APP);
      // Tips of one connection wait for each other; those of two meet at the event only.
      Person home = work.alsoConnected("2");
      work.hasTasks("report");
      home.hasTasks("dishes");
      DecisionId report = work.sees("report");
      DecisionId dishes = home.sees("dishes");
      UUID same = Uuid7.next();

      List<Callable<Answer>> taps =
          List.of(() -> work.complete(report, same), () -> home.complete(dishes, same));
      List<Answer> answers = TipApp.atOnce(taps);

      assertThat(answers.stream().map(Answer::holds))
          .containsExactlyInAnyOrder("done waiting", "409 event_reused");
      assertThat(APP.count("delivery where user_id = '" + work.user.value() + "'")).isEqualTo(1);
      assertThat(APP.count("slot where to_v is null and user_id = '" + work.user.value() + "'"))
          .isEqualTo(1);
    }
  }

  @Test
  void anUndoTakesTheTapBack() {
    person.complete(tip, event);

    assertThat(person.undo(tip, other, event).holds()).isEqualTo("undone cancelled");
    assertThat(person.decision(tip)).isEqualTo("undone");
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "milk", "salt");
  }

  @Test
  void anUndoThatArrivesFirstWins() {
    assertThat(person.undo(tip, other, event).holds()).isEqualTo("undone none");
    assertThat(person.complete(tip, event).holds()).isEqualTo("undone none");
    assertThat(person.deliveries(tip)).isEmpty();
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void anUndoInOneTabTakesBackWhatAnotherTabDid() {
    person.complete(tip, event);
    UUID inAnotherTab = Uuid7.next();
    person.complete(tip, inAnotherTab);

    assertThat(person.undo(tip, other, inAnotherTab).holds()).isEqualTo("undone cancelled");
    assertThat(person.complete(tip, Uuid7.next()).holds()).isEqualTo("undone cancelled");
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void notNowPutsTheTaskAsideAndNeverChangesIt() {
    Answer answer = person.notNow(tip, event, null);

    assertThat(answer.holds()).isEqualTo("not_now none");
    assertThat(answer.say("until")).isEqualTo(TipApp.NOON.plusSeconds(3600).toString());
    assertThat(person.decision(tip)).isEqualTo("not_now");
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt");
    assertThat(APP.sent).isEmpty();
  }

  @Test
  void doneOutdoesNotNowInEitherOrder() {
    person.notNow(tip, event, null);
    assertThat(person.complete(tip, other).holds()).isEqualTo("done waiting");

    DecisionId bread = person.sees("bread");
    person.complete(bread, Uuid7.next());
    assertThat(person.notNow(bread, Uuid7.next(), null).holds()).isEqualTo("done waiting");

    assertThat(person.slots()).containsExactly("salt");
    assertThat(
            APP.count(
                "task where hidden_until is not null and user_id = '" + person.user.value() + "'"))
        .isZero();
  }

  @Test
  void ofSeveralNotNowsTheLatestTimeHolds() {
    person.notNow(tip, event, TipApp.NOON.plusSeconds(7200));
    Answer answer = person.notNow(tip, other, TipApp.NOON.plusSeconds(60));

    assertThat(answer.say("until")).isEqualTo(TipApp.NOON.plusSeconds(7200).toString());
  }

  @Test
  void anUndoOfNotNowBringsTheTaskBack() {
    person.notNow(tip, event, null);

    assertThat(person.undo(tip, other, event).holds()).isEqualTo("undone none");
    assertThat(person.isCandidate("milk")).isTrue();
  }

  @Test
  void aTapOnAnExpiredTipCounts() {
    person.sees("bread");
    assertThat(person.decision(tip)).isEqualTo("expired");

    assertThat(person.complete(tip, event).holds()).isEqualTo("done waiting");
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt");
  }

  @Test
  void aTapOnASupersededTipCounts() {
    person.emit(person.open("milk", "v2", Person.task("two milks", "none", false)));
    assertThat(person.decision(tip)).isEqualTo("superseded");

    assertThat(person.complete(tip, event).holds()).isEqualTo("done waiting");
    assertThat(person.decision(tip)).isEqualTo("done");
  }

  @Test
  void aTapOnATipWhoseTaskIsGoneCounts() {
    person.emit(person.over("milk", NormalizedEvent.Kind.DELETED));
    assertThat(person.decision(tip)).isEqualTo("deleted_at_source");

    assertThat(person.notNow(tip, event, null).holds()).isEqualTo("not_now none");
    assertThat(person.complete(tip, other).holds()).isEqualTo("done waiting");
    assertThat(person.slots()).containsExactlyInAnyOrder("bread", "salt");
  }

  @Test
  void anotherPersonsTipIsNotThere() {
    var stranger = new Person(APP);

    assertThat(stranger.complete(tip, event).holds()).isEqualTo("404 tip_not_found");
    assertThat(stranger.undo(tip, event, other).holds()).isEqualTo("404 tip_not_found");
    assertThat(stranger.notNow(tip, event, null).holds()).isEqualTo("404 tip_not_found");
    assertThat(person.decision(tip)).isEqualTo("open");
  }

  @Test
  void anEventIdOfAnotherPersonIsFreeToUse() {
    var stranger = new Person(APP);
    stranger.hasTasks("tea");
    stranger.complete(stranger.sees("tea"), event);

    assertThat(person.complete(tip, event).holds()).isEqualTo("done waiting");
  }

  @Test
  void whatIsNoIdIsNotThere() {
    for (String id :
        List.of(
            "", "1", "null", tip + "0", "{" + tip + "}", "00000000-0000-7000-8000-000000000000")) {
      Answer answer = APP.call("complete", person.cookie, id, "{\"event_id\":\"" + event + "\"}");
      assertThat(answer.status()).as(id).isEqualTo(404);
    }
  }

  @Test
  void aBodyThatIsNotUnderstoodIsRefusedInWords() {
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{}",
            "{\"event_id\":null}",
            "{\"event_id\":1}",
            "{\"event_id\":\"x\"}",
            "{\"event_id\":\"" + event + "\",\"more\":1}")) {
      for (String function : List.of("complete", "undo", "not_now")) {
        Answer answer = person.tap(function, tip, body);
        assertThat(answer.holds()).as(function + " " + body).isEqualTo("400 bad_body");
        assertThat(answer.say("detail")).isNotBlank().doesNotContain("Exception");
      }
    }
    assertThat(person.tap("undo", tip, "{\"event_id\":\"" + event + "\"}").status()).isEqualTo(400);
    assertThat(person.undo(tip, event, event).status()).isEqualTo(400);
    assertThat(
            APP.call(
                    "complete",
                    person.cookie,
                    tip.toString(),
                    "{}",
                    Map.of("Content-Type", List.of("text/plain")))
                .status())
        .isEqualTo(415);
    assertThat(person.decision(tip)).isEqualTo("open");
  }

  @Test
  void notNowIsForAtMostThirtyDaysAhead() {
    for (String until :
        List.of(
            "\"2026-11-23T12:00:00Z\"",
            "\"2026-11-23T11:59:59Z\"",
            "\"1970-01-01T00:00:00Z\"",
            "\"2026-12-23T12:00:00.000001Z\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"tomorrow\"",
            "0",
            "1e300",
            "-1e18",
            "{}")) {
      Answer answer =
          person.tap(
              "not_now", tip, "{\"event_id\":\"" + Uuid7.next() + "\",\"until\":" + until + "}");
      assertThat(answer.status()).as(until + " " + answer).isEqualTo(400);
    }
    assertThat(person.decision(tip)).isEqualTo("open");
    assertThat(person.notNow(tip, event, TipApp.NOON.plus(Duration.ofDays(30))).holds())
        .isEqualTo("not_now none");
    assertThat(
            person.tap("not_now", tip, "{\"event_id\":\"" + other + "\",\"until\":null}").holds())
        .isEqualTo("not_now none");
  }

  @Test
  void aSessionThatEndedTapsNothing() {
    APP.run(
        "update session set ended_at = oo_now(), ended_why = 'signed_out' where session_id = '"
            + person.session
            + "'");

    assertThat(person.complete(tip, event).holds()).isEqualTo("401 session_ended");
    assertThat(person.decision(tip)).isEqualTo("open");
  }

  @Test
  void aTapWithoutASessionIsRefused() {
    assertThat(
            APP.call("complete", "a=b", tip.toString(), "{\"event_id\":\"" + event + "\"}")
                .status())
        .isEqualTo(401);
  }

  @Test
  void whatIsDisconnectedCannotBeTapped() {
    APP.database.run(tx -> new ConnectionLifecycle().end(tx, person.connection, Trace.begin()));

    assertThat(person.complete(tip, event).holds()).isEqualTo("404 tip_not_found");
  }

  @Test
  void aTapThatTakesLongDoesNotBlockTheNextTip() {
    person.sees("salt");
    APP.database.run(tx -> {
      assertThat(new DecisionStore().lock(tx, person.user, tip)).isPresent();
      assertThat(CompletableFuture.supplyAsync(() -> person.sees("bread")))
          .succeedsWithin(Duration.ofSeconds(10));
    });
  }

  @Test
  void aTapCountsThoughItsMessageCannotBeSent() {
    APP.queueDown = true;

    assertThat(person.complete(tip, event).holds()).isEqualTo("done waiting");
    assertThat(person.deliveries(tip)).isEqualTo("waiting");
  }

  @Test
  void everyListenerHasEachFeedbackExactlyOnce() {
    UUID notNow = Uuid7.next();
    person.notNow(tip, notNow, null);
    person.notNow(tip, notNow, null);
    person.complete(tip, event);
    person.complete(tip, event);
    person.undo(tip, other, event);
    person.undo(tip, other, event);
    person.complete(person.sees("bread"), event);

    assertThat(APP.heard.stream().map(f -> f.event().value()))
        .containsExactly(notNow, event, other);
  }

  @Test
  void whatTheBusCarriesNamesItsFormAndTheTapsTrace() {
    var page = Trace.begin();

    APP.call(
        "complete",
        person.cookie,
        tip.toString(),
        "{\"event_id\":\"" + event + "\"}",
        Map.of("traceparent", List.of(Trace.traceparent(page))));

    assertThat(APP.heard.getFirst().schema()).isEqualTo(1);
    assertThat(APP.heard.getFirst().traceparent()).contains(page.getTraceId());
  }
}
