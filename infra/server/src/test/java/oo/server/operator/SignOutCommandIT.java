package oo.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignOutCommandIT {
  private final Commands oo = new Commands();

  @AfterEach
  void close() {
    oo.close();
  }

  @Test
  void theSessionsOfOnePersonEndAndNoOthers() {
    var ada = oo.user("ada@example.org");
    oo.session(ada);
    oo.session(ada);
    oo.session(oo.user("bob@example.org"));

    assertThat(oo.run("sign-out", "Ada@Example.ORG"))
        .isEqualTo(new Commands.Outcome(0, "2 sessions are ended.\n", ""));
    assertThat(oo.run("sign-out", ada.toString()).out()).isEqualTo("0 sessions are ended.\n");
    assertThat(oo.ask(Long.class, "select count(*) from session where ended_at is null")).isOne();
    assertThat(oo.run("sign-out", "--everyone").out()).isEqualTo("1 session is ended.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "ada@example.co", "", "everyone"})
  void anAddressThatIsUnknownIsRefused(String who) {
    oo.session(oo.user("ada@example.org"));

    var outcome = oo.run("sign-out", who);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("No user has this address or id.").hasLineCount(1);
    assertThat(oo.ask(Long.class, "select count(*) from session where ended_at is null")).isOne();
  }
}
