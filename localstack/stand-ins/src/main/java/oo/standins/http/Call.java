package oo.standins.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request, read whole.
 *
 * @param method in upper case
 * @param path as sent, still encoded, without the query
 * @param query the decoded query
 * @param headers by name in lower case
 * @param body the bytes, at most the server's limit
 * @param variables what the route's {@code {names}} stand for
 */
@SuppressWarnings("ArrayRecordComponent")
public record Call(
    String method,
    String path,
    Params query,
    Map<String, List<String>> headers,
    byte[] body,
    Map<String, String> variables) {

  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no {" + name + "}");
    }
    return value;
  }

  public Call at(Map<String, String> found) {
    return new Call(method, path, query, headers, body, found);
  }

  public boolean isForm() {
    return header("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
        .orElse(false);
  }

  /** The body as a form; empty when it is something else. */
  public Params form() {
    return isForm() ? Params.parse(new String(body, UTF_8)) : Params.parse("");
  }

  /**
   * The body as a JSON object; an empty body is an empty object, anything else is refused with 400.
   */
  public ObjectNode json() {
    if (body.length == 0) {
      return Json.object();
    }
    try {
      if (Json.parse(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Refused below, like any other body that is no object.
    }
    throw new Refused(Answer.json(400, Map.of("error", "The body must be a JSON object.")));
  }

  /** {@code Authorization: Bearer ...}. */
  public Optional<String> bearer() {
    return authorization("Bearer ");
  }

  /** {@code Authorization: Basic ...}, still encoded. */
  public Optional<String> basic() {
    return authorization("Basic ");
  }

  private Optional<String> authorization(String scheme) {
    return header("Authorization")
        .filter(value -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(value -> value.substring(scheme.length()).strip());
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
