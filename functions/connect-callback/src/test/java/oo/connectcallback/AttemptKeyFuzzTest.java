package oo.connectcallback;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import oo.host.http.Request;

final class AttemptKeyFuzzTest {

  /** A state, a line's end, and a {@code Cookie} header. */
  @FuzzTest
  void callback(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int end = Math.max(text.indexOf('\n'), 0);
    String state = text.substring(0, end);
    var request =
        new Request(
            "GET",
            "/api/connectors/todoist/callback",
            Map.of(),
            Map.of("state", List.of(state)),
            Map.of("Cookie", List.of(text.substring(end))),
            new byte[0]);

    AttemptKey.of(request, state)
        .ifPresent(key -> {
          assertThat(state).startsWith(key.attempt() + ".");
          assertThat(key.again().value()).doesNotContain("\n", "\r");
        });
  }
}
