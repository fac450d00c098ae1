package oo.tests.contracts;

import static au.com.dius.pact.consumer.ConsumerPactRunnerKt.runV4MessageConsumerTest;
import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.consumer.PactVerificationResult;
import au.com.dius.pact.consumer.dsl.PactBuilder;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.V4Interaction.AsynchronousMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import oo.tests.journey.NatsServer;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the sample consumer reads of an event: its own code applies each to a table. */
@ExtendWith(CommittedPacts.class)
final class ConsumerOfEventsIT {
  /** Applies the event of standard input, and prints what the tables hold then. */
  private static final String APPLY =
      """
      import consumer, json, sys
      db = consumer.opened(":memory:")
      consumer.applied(db, sys.argv[1], "ada", "id", 1, json.load(sys.stdin))
      for table in ("task", "person", "forgotten"):
          print(table, db.execute("select * from " + table).fetchall())
      """;

  @Test
  void readsWhatHappens() {
    Path python = NatsServer.python();
    var pact = new PactBuilder("consumer_features", "signals", PactSpecVersion.V4);
    String place = "'connection': {'user': ID, 'connection': ID}";
    event(
        pact,
        "task_opened",
        "{%s, 'subject': '6X7rM8997g3RQmvh', 'task': {'title': 'Buy stamps', 'priority': 4, 'recurring': false}}"
            .formatted(place));
    event(pact, "task_closed", "{%s, 'subject': '6X7rM8997g3RQmvh'}".formatted(place));
    event(pact, "tip_done", "{'connection': ID}");
    event(pact, "tip_not_now", "{'connection': ID}");
    event(pact, "tip_undone", "{'connection': ID}");
    event(pact, "connection_ended", "{'connection': ID}");
    PactVerificationResult result =
        runV4MessageConsumerTest(
            pact.toPact(),
            (messages, context) -> {
              messages.forEach(message -> apply(python, message));
              return null;
            });
    assertThat(result)
        .as("the sample consumer reads what signals publishes")
        .isInstanceOf(PactVerificationResult.Ok.class);
  }

  private static void event(PactBuilder pact, String kind, String payload) {
    pact.expectsToReceiveMessageInteraction(
        kind,
        builder ->
            builder.withContents(content ->
                content.withContent(Example.of(payload.replaceFirst("\\{", "{'schema': 1, ")))));
  }

  private static void apply(Path python, Object message) {
    var event = (AsynchronousMessage) message;
    String kind = event.getDescription();
    String tables = tables(python, kind, event.contentsAsString());
    assertThat(tables)
        .as(kind)
        .contains(
            switch (kind) {
              case "task_opened" ->
                  "task [('ada', '%s', '6X7rM8997g3RQmvh', 1, 1, 4, None, 0, 2)]"
                      .formatted(PagesIT.ID);
              case "task_closed" ->
                  "task [('ada', '%s', '6X7rM8997g3RQmvh', 1, 0, None, None, None, None)]"
                      .formatted(PagesIT.ID);
              case "tip_done" -> "person [('ada', 1, 0, 0)]";
              case "tip_not_now" -> "person [('ada', 0, 1, 0)]";
              case "tip_undone" -> "person [('ada', 0, 0, 1)]";
              default -> "forgotten [('ada', '%s', 1)]".formatted(PagesIT.ID);
            });
  }

  private static String tables(Path python, String kind, String payload) {
    try {
      Process process =
          new ProcessBuilder(List.of(python.toString(), "-c", APPLY, kind))
              .directory(Oo.TREE.resolve("docs/samples/consumer-features").toFile())
              .redirectErrorStream(true)
              .start();
      try (var in = process.getOutputStream()) {
        in.write(payload.getBytes(StandardCharsets.UTF_8));
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
