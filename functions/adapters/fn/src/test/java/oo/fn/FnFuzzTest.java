package oo.fn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fnproject.fn.api.Headers;
import com.fnproject.fn.api.OutputEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import oo.host.http.Refused;
import oo.host.http.Request;
import oo.host.http.RoutePattern;

final class FnFuzzTest {
  private static final RoutePattern ROUTE = RoutePattern.parse("POST /api/tips/{id}/complete");

  /** Lines of a name, a colon and a value. */
  @FuzzTest
  void request(byte[] input) {
    Headers headers = Headers.emptyHeaders();
    for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String[] sides = line.split(":", 2);
      if (sides.length == 2 && sides[0].matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        headers = headers.addHeader(sides[0], sides[1].strip());
      }
    }
    try {
      Request request = GatewayRequest.of(headers, ROUTE, new byte[0]);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.pathParameter("id")).isNotEmpty();
      request.cookies();
    } catch (Refused e) {
      assertThat(e.status()).isBetween(400, 499);
    }
  }

  /** Whatever comes on the socket, the connection ends, and a call is framed once. */
  @FuzzTest
  void connection(byte[] input) throws IOException {
    var answer = new ByteArrayOutputStream();

    new SocketConnection(
            new ByteArrayInputStream(input),
            answer,
            event ->
                event.consumeBody(body ->
                    OutputEvent.fromBytes(
                        new byte[] {'x'}, OutputEvent.Status.Success, "text/plain")))
        .serve();

    String text = answer.toString(StandardCharsets.ISO_8859_1);
    assertThat(text.isEmpty() || text.startsWith("HTTP/1.1 ")).isTrue();
  }
}
