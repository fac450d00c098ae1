package oo.fetchsignals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import oo.contract.Json;
import oo.fetchsignals.FetchApp.Person;
import oo.host.base.Trace;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.hints.FetchHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which connections are read, and when. */
final class SchedulingIT {
  private FetchApp app;

  @BeforeEach
  void start() {
    app = new FetchApp();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void whatIsDueIsHintedAtInMessagesOfFiftySpreadOut() {
    manyDue(120);

    assertThat(app.host().tick("schedule_fetches")).isTrue();

    assertThat(app.sent).hasSize(3);
    assertThat(app.sent).extracting(Outgoing::delay).doesNotHaveDuplicates().isSorted();
    var seen = new HashSet<Object>();
    app.sent.forEach(message -> {
      var due = new Message("1", message.body()).hint(FetchHint.class).connections();
      assertThat(due).hasSizeLessThanOrEqualTo(50);
      seen.addAll(due);
    });
    assertThat(seen).hasSize(120);
    app.sent.clear();
    app.host().tick("schedule_fetches");
    assertThat(app.sent).as("hinted at already").isEmpty();
  }

  @Test
  void aLostHintIsSentAgain() {
    manyDue(1);
    app.host().tick("schedule_fetches");
    app.sent.clear();
    app.advance(Duration.ofSeconds(61));

    app.host().tick("schedule_fetches");

    assertThat(app.sent).hasSize(1);
  }

  @Test
  void twoTicksAtOnceClaimDifferentOnes() throws Exception {
    manyDue(400);
    Thread other = Thread.startVirtualThread(() -> app.host().tick("schedule_fetches"));
    app.host().tick("schedule_fetches");
    other.join();

    long hinted =
        app.sent.stream()
            .mapToLong(message ->
                new Message("1", message.body()).hint(FetchHint.class).connections().size())
            .sum();
    assertThat(hinted).isEqualTo(400);
  }

  @Test
  void connectionsThatAreEndedOrWhoseGrantIsOverAreNotHintedAt() {
    manyDue(4);
    app.run(
        """
        update connection set state = 'reconnect', due_at = 'infinity'
        where connection_id in (select connection_id from connection limit 2)
        """);
    app.run("update connection set state = 'ended', ended_at = oo_now() where state = 'live'");
    app.host().tick("schedule_fetches");
    assertThat(app.sent).isEmpty();
  }

  @Test
  void askingMakesTheCallersConnectionsDueAndNoOthers() {
    Person robin = app.person();
    Person kim = app.person();
    app.fetch(robin, kim);
    app.sent.clear();

    var reply = app.request(robin);

    assertThat(reply.status()).isEqualTo(202);
    assertThat(Json.mapper().readTree(reply.body()).path("connections").asInt()).isEqualTo(1);
    assertThat(app.dueIn(robin)).isLessThanOrEqualTo(0);
    assertThat(app.dueIn(kim)).isPositive();
    assertThat(app.sent).hasSize(1);
    assertThat(app.sent.getFirst().body())
        .contains(robin.connection().connection().toString())
        .doesNotContain(kim.connection().connection().toString());
    app.request(robin);
    assertThat(app.sent).as("asked a moment ago").hasSize(1);
    assertThat(app.request(null).status()).isEqualTo(401);
  }

  @Test
  void askingTellsThatThePersonIsHere() {
    Person robin = app.person();
    app.advance(Duration.ofHours(5));
    app.request(robin);
    app.fetch(robin);

    assertThat(app.dueIn(robin)).isLessThan(600);
  }

  @Test
  void askingWithNothingConnectedIsFine() {
    Person robin = app.person();
    app.database.run(tx -> app.lifecycle.end(tx, robin.connection(), Trace.begin()));
    app.sent.clear();

    var reply = app.request(robin);

    assertThat(Json.mapper().readTree(reply.body()).path("connections").asInt()).isZero();
    assertThat(app.sent).isEmpty();
  }

  @Test
  void aMalformedMessageFailsAlone() {
    assertThat(
            app.host()
                .consume(
                    "fetch_signals",
                    java.util.List.of(
                        new Message("1", "{"),
                        new Message("2", Message.bodyOf(new FetchHint(java.util.List.of()))))))
        .containsExactly("1");
  }

  private void manyDue(int count) {
    app.database.run(tx -> {
      for (int i = 0; i < count; i++) {
        var user = Uuid7.next();
        tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
            .param(user)
            .update();
        tx.sql(
                """
                insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at)
                values (?, ?, 'todoist', 'a', 'live', oo_now(), oo_now() - interval '1 second')
                """)
            .params(user, Uuid7.next())
            .update();
      }
    });
  }
}
