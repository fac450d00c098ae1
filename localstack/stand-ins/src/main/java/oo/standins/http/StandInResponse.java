package oo.standins.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One whole response.
 *
 * @param status 0 for {@link #RESET}
 * @param headers by name, as they are sent
 */
public record StandInResponse(int status, Map<String, String> headers, Body body) {
  /** Written while it is sent, after the transaction: it must not change until then. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;

    default byte[] bytes() {
      var bytes = new ByteArrayOutputStream();
      try {
        writeTo(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  /** The connection is reset instead of answered. */
  public static final StandInResponse RESET = empty(0);

  public static StandInResponse json(int status, Object value) {
    return of(status, "application/json", StandInJson.bytes(value))
        .with("Cache-Control", "no-store");
  }

  /** JSON of any size, which is never in memory as a whole. */
  public static StandInResponse streamed(int status, Object value) {
    return json(status, "").with(out -> StandInJson.write(value, out));
  }

  private StandInResponse with(Body other) {
    return new StandInResponse(status, headers, other);
  }

  public static StandInResponse html(int status, String html) {
    return of(status, "text/html", html.getBytes(UTF_8)).with("Cache-Control", "no-store");
  }

  /**
   * @param type without its charset, which is UTF-8
   */
  public static StandInResponse of(int status, String type, byte[] body) {
    return new StandInResponse(
        status, Map.of("Content-Type", type + "; charset=utf-8"), out -> out.write(body));
  }

  public static StandInResponse empty(int status) {
    return new StandInResponse(status, Map.of(), out -> {});
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
    byte[] all = body.bytes();
    byte[] half = all.length < 2 ? new byte[] {'{'} : Arrays.copyOf(all, all.length / 2);
    return new StandInResponse(status == 204 ? 200 : status, headers, out -> out.write(half));
  }
}
