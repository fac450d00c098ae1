package oo.host.http;

import java.util.ArrayList;
import java.util.List;
import oo.contract.Json;

/**
 * A function's HTTP reply.
 *
 * @param headers in order; repeated names are kept
 * @param body empty when there is none
 */
public record Reply(int status, List<Header> headers, byte[] body) {
  public Reply {
    headers = List.copyOf(headers);
  }

  public static Reply json(int status, Object value) {
    return new Reply(
        status,
        List.of(new Header("Content-Type", "application/json")),
        Json.mapper().writeValueAsBytes(value));
  }

  public static Reply ok(Object value) {
    return json(200, value);
  }

  public static Reply empty(int status) {
    return new Reply(status, List.of(), new byte[0]);
  }

  /** A redirect that the browser follows by GET (RFC 9110, 15.4.4). */
  public static Reply seeOther(String location) {
    return empty(303).with(new Header("Location", location));
  }

  public Reply with(Header header) {
    var all = new ArrayList<>(headers);
    all.add(header);
    return new Reply(status, all, body);
  }

  public Reply with(List<Header> more) {
    var all = new ArrayList<>(headers);
    all.addAll(more);
    return new Reply(status, all, body);
  }
}
