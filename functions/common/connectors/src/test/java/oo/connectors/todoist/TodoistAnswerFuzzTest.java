package oo.connectors.todoist;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import oo.connectors.ProviderFailure;
import oo.connectors.http.Responses;
import oo.host.base.UserId;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;

final class TodoistAnswerFuzzTest {
  private static final ConnectionRef REF =
      new ConnectionRef(new UserId(new UUID(1, 2)), new ConnectionId(new UUID(3, 4)));
  private static final UUID COMMAND = UUID.fromString("00000000-0000-4000-8000-000000000001");

  /** Every item that is readable becomes an event that columns can hold. */
  @FuzzTest
  void read(byte[] input) {
    TodoistAnswer<SyncAnswer> answer = TodoistAnswer.of(Responses.of(input), SyncAnswer::ofRead);
    if (answer instanceof TodoistAnswer.Said<SyncAnswer>(SyncAnswer said)) {
      try (said) {
        TodoistCursor cursor = TodoistCursor.after(null, said);
        assertThat(TodoistCursor.parse(cursor.text())).contains(cursor);
        var tasks = new TodoistTasks("https://app.example");
        for (Item item : said.items()) {
          NormalizedEvent event = tasks.event(REF, item, cursor, Instant.EPOCH);
          assertThat(event.subject()).isNotBlank();
        }
      }
    } else {
      assertThat(answer.failure()).isInstanceOf(ProviderFailure.class);
    }
  }

  @FuzzTest
  void command(byte[] input) {
    TodoistAnswer<SyncAnswer> answer =
        TodoistAnswer.of(Responses.of(input), SyncAnswer::ofCommands);
    if (answer instanceof TodoistAnswer.Said<SyncAnswer>(SyncAnswer said)) {
      try (said) {
        TodoistAnswer<String> command = said.of(COMMAND);
        boolean told = new String(input, StandardCharsets.UTF_8).contains("\"ok\"");
        assertThat(command instanceof TodoistAnswer.Said && !told)
            .as("done, and it did not say so")
            .isFalse();
      }
    }
  }

  @FuzzTest
  void cursor(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);

    TodoistCursor.parse(text)
        .ifPresent(cursor -> assertThat(TodoistCursor.parse(cursor.text())).contains(cursor));
  }
}
