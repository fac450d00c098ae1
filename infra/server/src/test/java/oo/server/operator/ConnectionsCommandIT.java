package oo.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import oo.server.operator.Commands.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionsCommandIT {
  private final Commands oo = new Commands();

  @AfterEach
  void close() {
    oo.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          state = 'reconnect', due_at = 'infinity'                         | the person must renew it   | when it is renewed
          state = 'reconnect', due_at = oo_now() + interval '40 minutes'   | the person must renew it   | in 40 minutes
          unfinished = 5, due_at = oo_now() + interval '1 hour'            | its readings break off     | in 60 minutes
          not_before = oo_now() + interval '3 hours'                       | its provider asked to wait | in 3 hours
          due_at = oo_now() + interval '1 hour', attempts = 4, last_error = 'It did not answer.' | backs off after 4 failures | in 60 minutes
          due_at = oo_now() - interval '31 minutes'                        | due, and not read          | 31 minutes ago
          """)
  void aConnectionIsStuckForAReason(String change, String reason, String next) {
    oo.test.setNow(java.time.Instant.parse("2026-11-28T03:00:00Z"));
    UUID connection = oo.connection(oo.user("ada@example.org"));
    oo.change("update connection set " + change);

    assertThat(oo.run("connections", "--stuck").out())
        .hasLineCount(2)
        .contains(connection.toString(), reason, next)
        .doesNotContain("ada");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          due_at = oo_now() - interval '29 minutes'
          due_at = oo_now() + interval '5 minutes', read_at = oo_now()
          state = 'ended', due_at = oo_now() - interval '1 day'
          """)
  void othersAreNot(String change) {
    oo.connection(oo.user("ada@example.org"));
    oo.change("update connection set " + change);

    assertThat(oo.run("connections", "--stuck"))
        .isEqualTo(new Outcome(0, "", "No connection is stuck.\n"));
  }

  @Test
  void aProviderThatIsDownIsNamed() {
    oo.connection(oo.user("ada@example.org"));
    oo.change("update connection set due_at = oo_now() - interval '1 hour'");
    oo.change(
        "insert into provider_gate (provider, paid_until, down) values ('todoist', oo_now(), true)");

    assertThat(oo.run("connections", "--stuck").out()).contains("its provider is down");
    assertThat(oo.run("connections").out()).contains("todoist   live   1            down");
    assertThat(oo.run("connections", "--json").out())
        .isEqualTo(
            "{\"provider\":\"todoist\",\"state\":\"live\",\"connections\":1,\"provider is\":\"down\"}\n");
  }
}
