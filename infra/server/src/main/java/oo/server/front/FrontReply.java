package oo.server.front;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.contract.Problem;
import oo.host.base.InvocationLog;
import oo.host.http.Header;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A complete reply of the front.
 *
 * @param code of a problem that the front itself found; null when a function, a file or an object
 *     is the answer
 * @param stream instead of the body, when that is never all in memory
 */
record FrontReply(
    int status,
    List<Header> headers,
    byte[] body,
    @Nullable String code,
    @Nullable InputStream stream) {
  FrontReply(int status, List<Header> headers, byte[] body) {
    this(status, headers, body, null, null);
  }

  /** 200, with a body that is never all in memory. */
  static FrontReply stream(long length, InputStream body) {
    return new FrontReply(
        200, List.of(new Header("Content-Length", Long.toString(length))), new byte[0], null, body);
  }

  static FrontReply problem(int status, String title, String code, String detail) {
    var document = new Problem("about:blank", title, status, code, detail, null);
    return new FrontReply(
        status,
        List.of(
            new Header("Content-Type", "application/problem+json"),
            new Header("Cache-Control", "no-store")),
        Json.mapper().writeValueAsBytes(document),
        code,
        null);
  }

  static FrontReply badRequest(String detail) {
    return problem(400, "Bad request", "bad_request", detail);
  }

  static FrontReply methodNotAllowed(String allow) {
    return problem(
            405, "Method not allowed", "method_not_allowed", "This address knows: " + allow + ".")
        .with("Allow", allow);
  }

  static FrontReply unexpected() {
    return problem(500, "Our fault", "unexpected", "Something went wrong on our side. Try again.");
  }

  /** There is no room for it now; it was not begun. */
  static FrontReply busy() {
    return problem(
            503,
            "Busy",
            "busy",
            "Many people are here right now. Nothing is lost; try again in a moment.")
        .with("Retry-After", "2");
  }

  /** It is unknown whether the call had an effect. */
  static FrontReply timedOut() {
    return problem(
            504,
            "Took too long",
            "timed_out",
            "This took too long. It may still have happened: reload to see what holds.")
        .with("Retry-After", "5");
  }

  static FrontReply redirect(int status, String location) {
    return new FrontReply(
        status,
        List.of(new Header("Location", location), new Header("Cache-Control", "no-store")),
        new byte[0]);
  }

  FrontReply with(String name, String value) {
    var all = new java.util.ArrayList<>(headers);
    all.add(new Header(name, value));
    return new FrontReply(status, all, body, code, stream);
  }

  /** Logs what the front refused before any function could. */
  FrontReply logged(InvocationLog log) {
    if (code != null && status < 500) {
      log.event("front", status, Map.of("code", code));
    }
    return this;
  }

  /** Sends it with what every answer has; {@code head} leaves the body out. */
  void send(Response response, boolean head, ReplyHeaders always, Callback callback) {
    response.setStatus(status);
    var out = response.getHeaders();
    always.put(out);
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Set-Cookie")) {
        out.add(header.name(), header.value());
      } else {
        out.put(header.name(), header.value());
      }
    }
    if (stream != null) {
      Content.copy(Content.Source.from(stream), response, callback);
      return;
    }
    boolean bodyless = status == 204 || status == 304;
    if (!bodyless) {
      out.put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    response.write(true, ByteBuffer.wrap(head || bodyless ? new byte[0] : body), callback);
  }
}
