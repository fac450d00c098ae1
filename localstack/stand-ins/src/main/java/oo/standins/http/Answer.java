package oo.standins.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer: what is sent when nothing goes wrong on the way.
 *
 * @param status the HTTP status
 * @param headers by name, as they are sent
 * @param body the bytes, empty for none
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, Map<String, String> headers, byte[] body) {

  public static Answer json(int status, Object value) {
    return of(status, "application/json; charset=utf-8", Json.bytes(value))
        .with("Cache-Control", "no-store");
  }

  public static Answer html(int status, String html) {
    return of(status, "text/html; charset=utf-8", html.getBytes(UTF_8))
        .with("Cache-Control", "no-store");
  }

  public static Answer text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(UTF_8))
        .with("Cache-Control", "no-store");
  }

  public static Answer of(int status, String type, byte[] body) {
    return new Answer(status, Map.of("Content-Type", type), body);
  }

  public static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0]);
  }

  /** To another page, by GET. */
  public static Answer redirect(String location) {
    return empty(302).with("Location", location).with("Cache-Control", "no-store");
  }

  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  /** The same answer, cut in the middle of its body. */
  public Answer cut() {
    byte[] half = new byte[Math.max(1, body.length / 2)];
    System.arraycopy(body.length == 0 ? new byte[] {'{'} : body, 0, half, 0, half.length);
    return new Answer(status == 204 ? 200 : status, headers, half);
  }
}
