package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import oo.contract.Notice;
import oo.contract.RecommendReply;
import oo.contract.RecommendReply.Because;
import oo.contract.Tip;
import oo.host.base.Uuid7;
import oo.host.http.Reply;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.decisions.NoticeStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecommendIT {
  private final RecommendApp app = new RecommendApp();
  private final Person ann = app.person();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void aTipIsShownAndTheSameOneAgainUntilSomethingHappens() {
    connected(3);

    Tip tip = ann.tip();

    assertThat(tip.title()).startsWith("Task ");
    assertThat(tip.source()).isEqualTo("Todoist");
    for (int i = 0; i < 5; i++) {
      assertThat(ann.tip()).isEqualTo(tip);
    }
    assertThat(app.count("decision")).isEqualTo(1);
  }

  @Test
  void fiftyTabsAtOnceSeeOneTipOfOneDecision() throws Exception {
    connected(40);
    try (var threads = Executors.newFixedThreadPool(50)) {
      Callable<Tip> ask = ann::tip;
      var tips = new HashSet<Tip>();
      for (Future<Tip> answer :
          threads.invokeAll(IntStream.range(0, 50).mapToObj(i -> ask).toList())) {
        tips.add(answer.get());
      }
      assertThat(tips).hasSize(1);
    }
    assertThat(app.count("decision where state = 'open'")).isEqualTo(1);
    assertThat(app.count("decision")).isEqualTo(1);
    assertThat(app.count("decision_input")).isEqualTo(1);
  }

  @Test
  void onlyTheSessionsOwnUserIdIsAccepted() {
    connected(1);
    assertThat(ann.ask("{\"user_id\":\"" + ann.id + "\"}").status()).isEqualTo(200);

    Reply reply = ann.ask("{\"user_id\":\"" + app.person().id + "\"}");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(Person.text(reply)).contains("not_yours");
  }

  @Test
  void aSessionThatIsOverOpensNothingAndSaysWhetherARefreshHelps() {
    connected(1);
    ann.tokensLive(Duration.ofMinutes(10));
    assertThat(ann.ask("{}").status()).isEqualTo(200);
    app.test.advance(Duration.ofMinutes(11));
    assertRefused(ann, "session_expired");

    ann.tokensLive(Duration.ofDays(1));
    ann.sql("update session set ended_at = oo_now(), ended_why = 'signed_out'");
    assertRefused(ann, "session_ended");

    Person deleted = app.person();
    deleted.sql("update app_user set deleted_at = oo_now() where user_id = ?", deleted.id.value());
    assertRefused(deleted, "session_ended");

    Person late = app.person();
    late.tokensLive(Duration.ofDays(100));
    app.test.advance(Duration.ofDays(31));
    assertRefused(late, "session_ended");

    assertThat(ann.ask("{}", Map.of()).status()).isEqualTo(401);
    assertThat(app.count("decision")).isEqualTo(1);
  }

  @Test
  void aContextIsAnyObjectOfFourKilobytesThatCanBeStored() {
    connected(1);
    String filled = "{\"context\":{\"x\":\"%s\"}}";
    assertThat(
            ann.ask("{\"context\":{\"zone\":\"Europe/Vienna\",\"deep\":[{}, null, 1.5]}}").status())
        .isEqualTo(200);
    assertThat(ann.ask("{\"context\":{\"zone\":\"Mars/Olympus\"}}").status()).isEqualTo(200);
    assertThat(ann.ask(filled.formatted("y".repeat(4096 - 8))).status()).isEqualTo(200);

    assertBad(filled.formatted("y".repeat(4096 - 7)), "context_too_large");
    assertBad(filled.formatted("ö".repeat(2100)), "context_too_large");
    assertBad(filled.formatted("\\u0000"), "bad_context");
    assertBad("{\"context\":{\"a\\u0000b\":1}}", "bad_context");
    assertBad(filled.formatted("\\ud83d"), "bad_body");
    assertBad(filled.formatted("\\ude00\\ud83d"), "bad_body");
    assertBad("{\"context\":{\"zone\":5}}", "bad_context");
    assertBad("{\"context\":{\"zone\":null}}", "bad_context");
    assertBad("{\"context\":[]}", "bad_body");
    assertBad("{\"context\":\"text\"}", "bad_body");
    assertBad("[]", "bad_body");
    assertBad("null", "bad_body");
    assertBad("{\"seen_notices\":[null]}", "bad_body");
    assertBad("{\"seen_notices\":[\"x\"]}", "bad_body");
    assertThat(ann.ask(filled.formatted("\\ud83d\\ude00 \\\\u0000")).status()).isEqualTo(200);
  }

  @Test
  void aWholePairAndAnEscapedBackslashAreStoredAsTheyCame() {
    connected(1);

    assertThat(ann.ask("{\"context\":{\"x\":\"\\ud83d\\ude00 \\\\u0000\"}}").status())
        .isEqualTo(200);

    assertThat(app.count("decision where client_context->>'x' = U&'\\+01F600 \\\\u0000'"))
        .isEqualTo(1);
  }

  @Test
  void whenThereIsNoTipItSaysWhy() {
    assertThat(ann.recommend().because()).isEqualTo(Because.nothing_connected);

    ConnectionRef ref = ann.connect("1");
    assertThat(ann.recommend().because()).isEqualTo(Because.first_fetch_running);

    ann.sql("update connection set read_at = oo_now()");
    assertThat(ann.recommend().because()).isEqualTo(Because.nothing_left);

    ann.open(ref, Map.of("a", "A", "b", "B"));
    ann.putAside(ref, "a", "2 hours");
    ann.putAside(ref, "b", "1 hour");
    RecommendReply aside = ann.recommend();
    assertThat(aside.because()).isEqualTo(Because.all_put_aside);
    assertThat(aside.until()).isNotNull();
    assertThat(
            app.count(
                "task where subject = 'b' and hidden_until = timestamptz '" + aside.until() + "'"))
        .isEqualTo(1);

    app.database.run(tx -> new ConnectionStore().needsReconnect(tx, ref, "no more", false));
    assertThat(ann.recommend().because()).isEqualTo(Because.reconnect_needed);

    ann.disconnect(ref);
    RecommendReply last = ann.recommend();
    assertThat(last.because()).isEqualTo(Because.nothing_connected);
    assertThat(last.tip()).isNull();
    assertThat(last.until()).isNull();
    assertThat(last.userId()).isEqualTo(ann.id.value());
  }

  @Test
  void aTaskThatWasPutAsideComesBackWhenItsTimeIsOver() {
    ConnectionRef ref = connected(1);
    ann.putAside(ref, "t0", "1 hour");
    assertThat(ann.recommend().because()).isEqualTo(Because.all_put_aside);

    app.test.advance(Duration.ofMinutes(61));

    assertThat(ann.tip().title()).isEqualTo("Task 0");
    assertThat(app.count("task where hidden_until is not null")).isZero();
  }

  @Test
  void aTaskThatChangedAtItsSourceIsShownAgainWithItsNewTitle() {
    ConnectionRef ref = connected(30);
    Tip tip = ann.tip();

    ann.open(ref, Map.of(subject(tip), "Other words"));

    Tip again = ann.tip();
    assertThat(again.title()).isEqualTo("Other words");
    assertThat(again.id()).isNotEqualTo(tip.id());
    assertThat(subject(again)).isEqualTo(subject(tip));
    assertThat(state(tip)).isEqualTo("superseded");
    assertThat(ann.tip()).isEqualTo(again);
  }

  @Test
  void aTaskThatIsGoneAtItsSourceMakesRoomForAnother() {
    ConnectionRef ref = connected(2);
    Tip tip = ann.tip();

    ann.close(ref, subject(tip));

    Tip other = ann.tip();
    assertThat(subject(other)).isNotEqualTo(subject(tip));
    assertThat(state(tip)).isEqualTo("done_at_source");
    ann.close(ref, subject(other));
    ann.sql("update connection set read_at = oo_now()");
    assertThat(ann.recommend().because()).isEqualTo(Because.nothing_left);
  }

  @Test
  void anUntouchedTipExpiresAfterTwelveHours() {
    connected(2);
    Tip tip = ann.tip();

    app.test.advance(Duration.ofHours(12).minusMinutes(1));
    assertThat(ann.tip()).isEqualTo(tip);

    app.test.advance(Duration.ofMinutes(2));
    assertThat(ann.tip().id()).isNotEqualTo(tip.id());
    assertThat(state(tip)).isEqualTo("expired");
  }

  @Test
  void theTipOfAConnectionThatIsNotLiveIsGoneAtOnce() {
    ConnectionRef ref = connected(3);
    Tip tip = ann.tip();
    ann.disconnect(ref);
    assertThat(ann.recommend().because()).isEqualTo(Because.nothing_connected);
    assertThat(state(tip)).isEqualTo("disconnected");

    ConnectionRef other = ann.connect("2");
    ann.open(other, Map.of("x", "X"));
    assertThat(ann.tip().title()).isEqualTo("X");
    app.database.run(tx -> new ConnectionStore().needsReconnect(tx, other, "no more", false));
    assertThat(ann.recommend().tip()).isNull();
    assertThat(ann.recommend().because()).isEqualTo(Because.reconnect_needed);
    ann.connect("2");
    assertThat(ann.tip().title()).isEqualTo("X");
  }

  @Test
  void noticesAreShownUntilTheirOwnerDismissesThem() {
    ConnectionRef ref = connected(1);
    Person eve = app.person();
    Tip tip = ann.tip();
    app.database.run(tx -> {
      var notices = new NoticeStore();
      notices.add(tx, ann.id, new DecisionId(tip.id()), Notice.Kind.refused, "No.");
      notices.add(tx, ann.id, new DecisionId(tip.id()), Notice.Kind.moved, "It moved.");
    });

    List<Notice> shown = ann.recommend().notices();
    assertThat(shown).extracting(Notice::title).containsOnly(tip.title());
    assertThat(shown).extracting(Notice::deepLink).containsOnly(tip.deepLink());
    assertThat(shown).extracting(Notice::detail).containsExactlyInAnyOrder("No.", "It moved.");

    eve.ask(seen(shown.getFirst().id()));
    ann.ask(seen(Uuid7.next()));
    assertThat(ann.recommend().notices()).hasSize(2);
    assertThat(eve.recommend().notices()).isEmpty();

    RecommendReply after = Person.read(ann.ask(seen(shown.getFirst().id())));
    assertThat(after.notices()).containsExactly(shown.getLast());
    ann.disconnect(ref);
    assertThat(ann.recommend().notices()).containsExactly(shown.getLast());
  }

  @Test
  void aTipDoesNotWaitForAConnectionThatIsBeingRead() {
    ConnectionRef ref = connected(2);
    ann.putAside(ref, "t0", "1 second");
    app.test.advance(Duration.ofSeconds(2));

    app.database.run(tx -> {
      // A read holds this lock until its commit.
      new CandidatePool().restore(tx, ref, List.of("t1"));
      try (var threads = Executors.newSingleThreadExecutor()) {
        assertThat(threads.submit(ann::tip).get(10, TimeUnit.SECONDS).title()).isEqualTo("Task 1");
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void othersTasksAreNeverShown() {
    connected(5);
    Person eve = app.person();

    assertThat(eve.recommend().because()).isEqualTo(Because.nothing_connected);
    eve.open(eve.connect("1"), Map.of("t0", "Eve's"));
    assertThat(eve.tip().title()).isEqualTo("Eve's");
  }

  private ConnectionRef connected(int tasks) {
    ConnectionRef ref = ann.connect("1");
    var titles = new java.util.HashMap<String, String>();
    for (int i = 0; i < tasks; i++) {
      titles.put("t" + i, "Task " + i);
    }
    ann.open(ref, titles);
    return ref;
  }

  private void assertBad(String body, String code) {
    Reply reply = ann.ask(body);
    assertThat(reply.status()).as(body).isEqualTo(400);
    assertThat(Person.text(reply)).contains("\"" + code + "\"");
  }

  private static void assertRefused(Person person, String code) {
    Reply reply = person.ask("{}");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(Person.text(reply)).contains("\"" + code + "\"");
  }

  private static String seen(UUID notice) {
    return "{\"seen_notices\":[\"" + notice + "\"]}";
  }

  private String subject(Tip tip) {
    return app.column("subject", tip);
  }

  private String state(Tip tip) {
    return app.column("state", tip);
  }
}
