package oo.standins.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One whole response.
 *
 * @param status 0 for {@link #RESET}
 * @param headers by name, as they are sent
 * @param body empty for none
 */
@SuppressWarnings("ArrayRecordComponent")
public record StandInResponse(int status, Map<String, String> headers, byte[] body) {
  /** The connection is reset instead of answered. */
  public static final StandInResponse RESET = empty(0);

  public static StandInResponse json(int status, Object value) {
    return of(status, "application/json", StandInJson.bytes(value))
        .with("Cache-Control", "no-store");
  }

  public static StandInResponse html(int status, String html) {
    return of(status, "text/html", html.getBytes(UTF_8)).with("Cache-Control", "no-store");
  }

  /**
   * @param type without its charset, which is UTF-8
   */
  public static StandInResponse of(int status, String type, byte[] body) {
    return new StandInResponse(status, Map.of("Content-Type", type + "; charset=utf-8"), body);
  }

  public static StandInResponse empty(int status) {
    return new StandInResponse(status, Map.of(), new byte[0]);
  }

  /** 302, to be followed with GET. */
  public static StandInResponse redirect(String location) {
    return empty(302).with("Location", location).with("Cache-Control", "no-store");
  }

  public StandInResponse with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new StandInResponse(status, more, body);
  }

  /** The first half of its body only, and always some of it. */
  public StandInResponse truncated() {
    byte[] half = body.length < 2 ? new byte[] {'{'} : Arrays.copyOf(body, body.length / 2);
    return new StandInResponse(status == 204 ? 200 : status, headers, half);
  }
}
