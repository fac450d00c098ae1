package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import oo.contract.DeliveryView;
import oo.contract.Json;
import oo.contract.RecommendReply;
import oo.contract.RecommendReply.Because;
import oo.contract.TapReply;
import oo.contract.Tip;
import oo.host.base.Trace;
import oo.host.base.Uuid7;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Due;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Occurrence;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.DecisionStore;
import oo.signals.deliveries.DeliveryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tips of tasks whose time has come, and what a page learns of the others. */
final class EligibleTipIT {
  private final RecommendApp app = new RecommendApp();
  private final Person ann = app.person();
  private final ConnectionRef ref = ann.connect("1");

  @BeforeEach
  void aLongDay() {
    app.test.setNow(Instant.parse("2026-05-01T08:00:00Z"));
    ann.tokensLive(Duration.ofDays(3650));
    ann.sql("update session set expires_at = oo_now() + interval '9 years'");
    ann.sql("update connection set read_at = oo_now()");
  }

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void aTaskThatWaitsForItsDayIsNoTipAndThePageLearnsWhenItsDayBegins() {
    open("daily", due("2026-05-03"));
    assertThat(in("Europe/Berlin").because()).isEqualTo(Because.all_later);
    assertThat(in("Europe/Berlin").until()).isEqualTo("2026-05-02T22:00:00Z");

    assertThat(in("Pacific/Kiritimati").until()).isEqualTo("2026-05-02T10:00:00Z");
    app.test.setNow(Instant.parse("2026-05-02T10:00:00Z"));
    assertThat(in("America/New_York").until()).isEqualTo("2026-05-03T04:00:00Z");
    assertThat(in("Pacific/Kiritimati").tip()).isNotNull();
    assertThat(in("America/New_York").because()).isEqualTo(Because.all_later);
    assertThat(in("America/New_York").until()).isEqualTo("2026-05-03T04:00:00Z");
    assertThat(app.count("decision where state = 'superseded'")).isEqualTo(1);
    assertThat(in("Pacific/Kiritimati").tip()).isNotNull();
  }

  @Test
  void theReasonIsTheOneOfTheTaskThatComesFirst() {
    open("daily", due("2026-05-03"));
    open("plain", plain("T"));
    ann.putAside(ref, "plain", "3 days");
    assertThat(in("UTC").because()).isEqualTo(Because.all_later);
    assertThat(in("UTC").until()).isEqualTo("2026-05-03T00:00:00Z");

    ann.putAside(ref, "plain", "1 hour");
    assertThat(in("UTC").because()).isEqualTo(Because.all_put_aside);
    assertThat(in("UTC").until()).isEqualTo("2026-05-01T09:00:00Z");

    open("subtask", subtask("S", "plain"));
    ann.putAside(ref, "subtask", "100 days");
    assertThat(in("UTC").because()).as("its subtask is open").isEqualTo(Because.all_later);
  }

  @Test
  void whatDoesNotComeBackIsNotWaitedFor() {
    open("later", due("2026-06-01"));
    ConnectionRef ended = ann.connect("2");
    ann.emit(List.of(Person.event(ended, "sooner", Kind.OPENED, due("2026-05-02"))));
    ann.disconnect(ended);
    ConnectionRef lost = ann.connect("3");
    ann.emit(List.of(Person.event(lost, "sooner", Kind.OPENED, due("2026-05-03"))));
    ann.sql(
        "update connection set state = 'reconnect' where connection_id = ?",
        lost.connection().value());
    open("theirs", plain("T"));
    ann.putAside(ref, "theirs", "1 hour");
    open("theirs", notOurs());
    open("parent", due("2026-05-04"));
    open("subtask", subtask("S", "parent"));
    ann.putAside(ref, "subtask", "100 days");
    open("part", task("T", "parent", day("2026-06-02"), null, null, true));

    assertThat(in("UTC").until()).isEqualTo("2026-06-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Olympus", "", "Europe/Atlantis", "+25:00", "UTC+99", "' or 1=1 --"})
  void aZoneThatIsUnknownHereLeavesTheOneBefore(String unknown) {
    open("daily", due("2026-05-03"));
    in("Pacific/Kiritimati");

    assertThat(in(unknown).until()).isEqualTo("2026-05-02T10:00:00Z");
    assertThat(ann.recommend().until()).isEqualTo("2026-05-02T10:00:00Z");
    assertThat(app.count("app_user where zone = 'Pacific/Kiritimati'")).isEqualTo(1);
  }

  @Test
  void aStoredZoneThatThisVersionDoesNotKnowCountsAsUtc() {
    in("UTC");
    ann.sql("update app_user set zone = 'Moon/Tycho'");
    open("daily", due("2026-05-03"));

    assertThat(ann.recommend().until()).isEqualTo("2026-05-03T00:00:00Z");
  }

  @Test
  void aSubtaskIsShownWithItsParentsTitleAndReplays() {
    open("p", plain("Move house"));
    open("c", subtask("Pack the books", "p"));

    Tip tip = ann.tip();

    assertThat(tip.title()).isEqualTo("Pack the books");
    assertThat(tip.parent()).isEqualTo("Move house");
    open("p", plain("Move flat"));
    assertThat(ann.tip()).as("only the parent's title changed").isEqualTo(tip);
    assertThat(app.replay(new DecisionId(tip.id()))).isInstanceOf(Replay.Result.Match.class);
    ann.close(ref, "c");
    assertThat(ann.tip().title()).isEqualTo("Move flat");
    assertThat(ann.tip().parent()).isNull();
  }

  @Test
  void whatNoTipShowsEndsNoTip() {
    open("t", plain("T"));
    Tip tip = ann.tip();

    for (int order = 1; order < 4; order++) {
      open("t", ordered(order));
      assertThat(ann.tip()).isEqualTo(tip);
    }

    assertThat(app.count("candidate where (task ->> 'order')::int = 3")).isEqualTo(1);
    assertThat(app.replay(new DecisionId(tip.id()))).isInstanceOf(Replay.Result.Match.class);
    open("t", plain("Other words"));
    assertThat(ann.tip().title()).isEqualTo("Other words");
    assertThat(state(tip)).isEqualTo("superseded");
  }

  @ParameterizedTest
  @CsvSource({
    "closed, done_at_source",
    "deleted, deleted_at_source",
    "unnamed, gone_at_source",
    "another day, moved_at_source",
    "another start, moved_at_source",
    "another's, moved_at_source",
    "a subtask, moved_at_source",
    "another title, superseded",
    "another day already come, superseded",
    "disconnected, disconnected"
  })
  void anEndAtTheSourceIsLabelledForWhatItWas(String what, String label) {
    open("t", due("2026-05-01"));
    Tip tip = ann.tip();

    switch (what) {
      case "closed" -> ann.close(ref, "t");
      case "deleted" -> ann.emit(List.of(Person.event(ref, "t", Kind.DELETED, null)));
      case "unnamed" ->
          app.database.run(tx -> {
            var candidates = new CandidatePool();
            candidates.on(tx, List.copyOf(candidates.gone(tx, ref, Set.of(), Instant.EPOCH)));
          });
      case "another day" -> open("t", due("2026-05-02"));
      case "another start" -> open("t", starting("2026-05-02"));
      case "another's" -> open("t", notOurs());
      case "a subtask" -> open("c", subtask("C", "t"));
      case "another title" ->
          open("t", task("Other words", null, day("2026-05-01"), null, null, true));
      case "another day already come" -> open("t", due("2026-04-30"));
      case "disconnected" -> ann.disconnect(ref);
      default -> throw new AssertionError(what);
    }

    assertThat(state(tip)).isEqualTo(label);
  }

  @Test
  void theNewestDecisionIsTheLastMadeWhateverTheClockOfItsInstance() {
    for (int i = 0; i < 20; i++) {
      open("t" + i, plain("T"));
    }
    Tip ahead = ann.tip();
    // Its id was made by an instance whose clock is 9 minutes ahead.
    String later = Uuid7.next().toString().replaceFirst("^.", "f");
    ann.sql("alter table decision_input drop constraint decision_input_user_id_decision_id_fkey");
    ann.sql(
        "update decision set decision_id = ?::uuid, state = 'not_now' where decision_id = ?",
        later,
        ahead.id());
    for (int i = 0; i < 6; i++) {
      Tip tip = ann.tip();
      String subject = app.column("subject", tip);
      open(subject, plain("Version " + i));
      assertThat(ann.tip().title()).isEqualTo("Version " + i);
      ann.sql("update decision set state = 'not_now' where state = 'open'");
    }
  }

  @Test
  void aFirstReadThatFailedSaysSoInWords() {
    ann.sql("update connection set read_at = null");
    assertThat(ann.recommend().because()).isEqualTo(Because.first_fetch_running);

    ann.sql("update connection set attempts = 1, last_error = 'Todoist cannot be reached.'");
    assertThat(ann.recommend().because()).isEqualTo(Because.read_failing);
    assertThat(ann.recommend().detail()).isEqualTo("Todoist cannot be reached.");

    ann.sql("update connection set attempts = 0, last_error = null, read_at = oo_now()");
    assertThat(ann.recommend().because()).isEqualTo(Because.nothing_left);
    assertThat(ann.recommend().detail()).isNull();
  }

  @Test
  void whatIsOnItsWayIsShownUntilTwoMinutesAfterItArrived() {
    open("t", due("2026-05-01"));
    Tip tip = ann.tip();
    assertThat(ann.recommend().deliveries()).isEmpty();
    DecisionId id = tapped(tip);
    assertThat(in("UTC").deliveries())
        .containsExactly(
            new DeliveryView(id.value(), tip.title(), TapReply.Delivery.waiting, null));

    for (String state : List.of("sending", "refused", "delivered")) {
      ann.sql("update delivery set state = ?, settled_at = oo_now()", state);
      assertThat(in("UTC").deliveries())
          .singleElement()
          .extracting(d -> d.delivery().name())
          .isEqualTo(state);
    }
    assertThat(in("UTC").deliveries()).extracting(DeliveryView::next).containsOnlyNulls();
    open("t", due("2026-05-08T23:30:00Z"));
    assertThat(in("UTC").deliveries())
        .extracting(DeliveryView::next)
        .containsExactly(LocalDate.of(2026, 5, 8));
    assertThat(in("Europe/Berlin").deliveries())
        .extracting(DeliveryView::next)
        .containsExactly(LocalDate.of(2026, 5, 9));
    ann.sql("update delivery set state = 'cancelled'");
    assertThat(ann.recommend().deliveries()).isEmpty();
    ann.sql("update delivery set state = 'delivered'");
    app.test.advance(Duration.ofSeconds(121));
    assertThat(ann.recommend().deliveries()).isEmpty();
    assertThat(app.person().recommend().deliveries()).isEmpty();
  }

  /** As a tap does: the decision is done, and its closing waits. */
  private DecisionId tapped(Tip tip) {
    var id = new DecisionId(tip.id());
    app.database.run(tx -> {
      var decision = new DecisionStore().find(tx, ann.id, id).orElseThrow();
      new DeliveryStore().close(tx, id, decision.chosen(), Duration.ofSeconds(15), Trace.begin());
      new CandidatePool().restore(tx, ref, List.of(decision.chosen().subject()));
    });
    ann.sql("update decision set state = 'done' where decision_id = ?", tip.id());
    return id;
  }

  private RecommendReply in(String zone) {
    return Person.read(
        ann.ask(Json.mapper().writeValueAsString(Map.of("context", Map.of("zone", zone)))));
  }

  private void open(String subject, Task task) {
    ann.emit(List.of(Person.event(ref, subject, Kind.CHANGED, task)));
  }

  private static Task plain(String title) {
    return task(title, null, null, null, null, true);
  }

  private static Task subtask(String title, String parent) {
    return task(title, parent, null, null, null, true);
  }

  private static Task ordered(int order) {
    return task("T", null, null, null, order, true);
  }

  private static Task due(String due) {
    return task("T", null, day(due), null, null, true);
  }

  private static Task starting(String start) {
    return task("T", null, day("2026-05-01"), LocalDate.parse(start), null, true);
  }

  private static Task notOurs() {
    return task("T", null, day("2026-05-01"), null, null, false);
  }

  private static @Nullable Due day(String due) {
    return Due.parse(due, ZoneOffset.UTC);
  }

  /** It recurs when it has a due date. */
  private static Task task(
      String title,
      @Nullable String parent,
      @Nullable Due due,
      @Nullable LocalDate start,
      @Nullable Integer order,
      boolean completable) {
    return Task.titled(title, "Todoist")
        .due(due)
        .recurring(due != null)
        .occurrence(due == null ? Occurrence.NONE : new Occurrence(Features.text(due)))
        .completable(completable)
        .parent(parent)
        .order(order)
        .start(start)
        .build();
  }

  private String state(Tip tip) {
    return app.column("state", tip);
  }
}
