package oo.server.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import oo.host.http.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a function is told that a request is from. */
final class PeerTest {
  private static final String ORIGIN = "http://localhost:PORT";
  private static final String ASK =
      "GET /api/auth/health HTTP/1.1\r\nHost: HOST\r\nX-Forwarded-For: 6.6.6.6\r\nConnection: close\r\n\r\n";

  @TempDir Path site;

  @Test
  void itIsWhoConnectedAndNoHeaderSaysOtherwise() throws Exception {
    try (var front = front(false)) {
      assertThat(front.ask(ASK)).endsWith("peer=127.0.0.1");
    }
  }

  @Test
  void behindASupervisorItIsItsClient() throws Exception {
    try (var front = front(true)) {
      for (String address : List.of("203.0.113.7", "2001:db8:0:0:0:0:0:1")) {
        String line =
            address.contains(":")
                ? "PROXY TCP6 " + address + " 0:0:0:0:0:0:0:1 4711 8080\r\n"
                : "PROXY TCP4 " + address + " 127.0.0.1 4711 8080\r\n";
        assertThat(front.ask(line + ASK).replaceAll("[\\[\\]]", "")).endsWith("peer=" + address);
      }
    }
  }

  private BoundedFront front(boolean supervised) throws Exception {
    return new BoundedFront(
        new FrontConfig(site, "127.0.0.1", 0, supervised),
        ORIGIN,
        (function, request) ->
            new Reply(
                200,
                List.of(),
                ("peer=" + request.peer().orElse(""))
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
