package oo.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.server.operator.Commands.Outcome;
import oo.server.queue.QueueSchema;
import oo.server.queue.TableQueue;
import oo.signals.ConnectionId;
import oo.signals.hints.FetchHint;
import oo.signals.hints.MailHint;
import oo.signals.hints.RevokeHint;
import oo.template.TemplateReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLettersCommandIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @TempDir Path folder;
  private final Commands oo = new Commands();

  @BeforeEach
  void queues() {
    QueueSchema.create(oo.database);
  }

  @AfterEach
  void close() {
    oo.close();
  }

  @Test
  void theListSaysWhichQueueHowOldHowOftenAndWhatIsLeftToDo() {
    UUID ada = oo.user("ada@example.org");
    UUID due = oo.connection(ada);
    UUID ended = oo.connection(ada);
    oo.change("update connection set state = 'ended' where connection_id = ?", ended);
    giveUpOn("FetchQueue", fetch(ada, due));
    giveUpOn("FetchQueue", fetch(ada, due, ended));
    giveUpOn("RevokeQueue", new RevokeHint(new UserId(ada), new ConnectionId(ended)));
    giveUpOn("MailQueue", "not a hint");

    Outcome listed = oo.run("dead-letters");

    assertThat(listed.err()).isEmpty();
    assertThat(listed.out().lines().skip(1))
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .contains("FetchDeadLetters", " hours ago", "5", "its row has been due for "),
            two -> assertThat(two).contains("FetchDeadLetters", "1 of its 2 rows are left to do"),
            three -> assertThat(three).contains("RevokeDeadLetters", "its row is gone"),
            four -> assertThat(four).contains("MailDeadLetters", "another version wrote it"));
    assertThat(oo.run("dead-letters", "--queue", "MailDeadLetters", "--json").out())
        .hasLineCount(1)
        .contains("\"queue\":\"MailDeadLetters\"");
  }

  @Test
  void thereMayBeNone() {
    assertThat(oo.run("dead-letters")).isEqualTo(new Outcome(0, "", "There is no dead letter.\n"));
    assertThat(oo.run("dead-letters", "redrive", "--all").out()).isEqualTo("0 sent back\n");
    assertThat(oo.run("dead-letters", "explain", Uuid7.next().toString()).code()).isOne();
  }

  @Test
  void explainSaysWhichRowItMeansWhatTheLogHasAndWhatRedriveWouldDo() throws Exception {
    UUID ada = oo.user("ada@example.org");
    UUID connection = oo.connection(ada);
    oo.change(
        "update connection set unfinished = 3, last_error = 'Todoist did not answer.' where connection_id = ?",
        connection);
    UUID id = giveUpOn("FetchQueue", fetch(ada, connection));
    Path log = folder.resolve("oo.log");
    Files.writeString(
        log,
        """
        {"at":"2026-11-28T03:00:00Z","operation":"fetch_signals","outcome":"failed","trace":"%s","reason":"X at Y.java:1"}
        """
            .formatted(TRACE));

    assertThat(oo.run("dead-letters", "explain", id.toString()).out())
        .contains("todoist connection " + connection + " of user " + ada + " has been due for ")
        .contains("3 tries broke off; Todoist did not answer.")
        .contains("fetch_signals works on what is due at once")
        .contains("oo trace " + TRACE);

    oo.settings.put("LOG_FILE", log.toString());
    oo.change("update connection set due_at = oo_now() + interval '1 day'");
    assertThat(oo.run("dead-letters", "explain", id.toString()).out())
        .contains("fetch_signals failed; reason X at Y.java:1")
        .contains("is due in 23 hours")
        .contains("finds nothing due yet");

    oo.change("delete from connection");
    assertThat(oo.run("dead-letters", "explain", id.toString()).out())
        .contains("a connection of user " + ada + " is gone")
        .contains("finds nothing to do");
  }

  @Test
  void redriveSendsBackOneOrAQueueOrAllAndEachIsReceivedAgain() {
    UUID user = Uuid7.next();
    UUID first = giveUpOn("MailQueue", mail(user));
    giveUpOn("MailQueue", mail(user));
    giveUpOn("FetchQueue", fetch(user));

    assertThat(oo.run("dead-letters", "redrive", first.toString()).out())
        .isEqualTo("1 sent back\n");
    assertThat(queue("MailQueue").receive(10))
        .singleElement()
        .satisfies(message -> assertThat(message.id()).isEqualTo(first.toString()))
        .satisfies(message -> assertThat(message.receives()).isOne());
    assertThat(oo.run("dead-letters", "redrive", first.toString()))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "There is no dead letter " + first + ": it was sent back, dropped or handled.\n"));
    assertThat(oo.run("dead-letters", "redrive", "--queue", "FetchDeadLetters").out())
        .isEqualTo("1 sent back\n");
    assertThat(oo.run("dead-letters", "redrive", "--all").out()).isEqualTo("1 sent back\n");
    assertThat(oo.run("dead-letters").err()).isEqualTo("There is no dead letter.\n");
  }

  @Test
  void dropAsksFirstAndNeverTouchesARow() {
    UUID ada = oo.user("ada@example.org");
    UUID id = giveUpOn("FetchQueue", fetch(ada, oo.connection(ada)));
    giveUpOn("FetchQueue", fetch(ada, oo.connection(ada)));

    Outcome asked = oo.run("dead-letters", "drop", "--all");
    assertThat(asked.code()).isOne();
    assertThat(asked.err())
        .startsWith("Nothing was dropped. With --yes it would be 2.")
        .contains("a row that is due stays due");
    assertThat(oo.run("dead-letters", "--json").out()).hasLineCount(2);

    assertThat(oo.run("dead-letters", "drop", id.toString(), "--yes").out())
        .isEqualTo("1 dropped\n");
    assertThat(oo.run("dead-letters", "drop", "--all", "--yes").err()).contains("sweep_outbox");
    assertThat(
            oo.ask(
                Long.class,
                "select count(*) from connection where due_at <= oo_now() and hinted_at is null"))
        .isEqualTo(2);
    assertThat(oo.ask(Long.class, "select count(*) from oo_runtime.message")).isZero();
  }

  @Test
  void messagesThatWaitInTheirQueueAreNoDeadLetters() {
    queue("MailQueue").send(List.of(Outgoing.now(mail(Uuid7.next()))));

    assertThat(oo.run("dead-letters", "drop", "--all", "--yes").out()).isEqualTo("0 dropped\n");
    assertThat(queue("MailQueue").waiting()).isOne();
  }

  @Test
  void whereTheQueuesAreElsewhereItSaysSo() {
    oo.change("drop schema oo_runtime cascade");

    assertThat(oo.run("dead-letters").err())
        .startsWith("This database has no queues")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dead-letters redrive",
        "dead-letters drop --yes",
        "dead-letters redrive --all --queue FetchDeadLetters",
        "dead-letters explain",
        "dead-letters explain x",
        "dead-letters purge",
        "dead-letters --lines"
      })
  void wrongUsageIsSaidInOneSentence(String line) {
    Outcome outcome = oo.run(line.split(" ", -1));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("oo dead-letters").contains("--help)").hasLineCount(1);
  }

  @Test
  void anUnknownQueueIsRefused() {
    assertThat(oo.run("dead-letters", "redrive", "--queue", "FetchQueue").err())
        .startsWith("There is no queue FetchQueue; there are [");
  }

  private static FetchHint fetch(UUID user, UUID... connections) {
    return new FetchHint(
        List.of(connections).stream()
            .map(one -> new FetchHint.Due(new UserId(user), new ConnectionId(one)))
            .toList());
  }

  private static MailHint mail(UUID user) {
    return new MailHint(new UserId(user), Uuid7.next());
  }

  private TableQueue queue(String id) {
    return new TableQueue(
        oo.database,
        TemplateReader.read(Path.of("../../infra/sam-template.yaml")).queues().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow());
  }

  /** Receives it until the queue gives up. */
  private UUID giveUpOn(String queue, Object hint) {
    String body = Message.bodyOf(hint, "00-" + TRACE + "-00f067aa0ba902b7-01");
    queue(queue).send(List.of(new Outgoing(body, Duration.ZERO)));
    UUID id = null;
    for (var received = queue(queue).receive(1); !received.isEmpty(); ) {
      id = UUID.fromString(received.getFirst().id());
      oo.test.advance(Duration.ofMinutes(13));
      received = queue(queue).receive(1);
    }
    return java.util.Objects.requireNonNull(id);
  }
}
