package oo.standins.http;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * @param query decoded
 * @param headers the first value of each, by name in lower case
 * @param body at most {@link StandInServer#BODY_LIMIT} bytes
 * @param variables the values of the route's {@code {names}}
 */
@SuppressWarnings("ArrayRecordComponent")
public record StandInRequest(
    String method,
    String path,
    Parameters query,
    Map<String, String> headers,
    byte[] body,
    Map<String, String> variables) {
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  StandInRequest with(Map<String, String> found) {
    return new StandInRequest(method, path, query, headers, body, found);
  }

  /** The body as a form; empty when it is something else. */
  public Parameters form() {
    return Parameters.parse(isForm() ? new String(body, UTF_8) : "");
  }

  public boolean isForm() {
    return header("Content-Type")
        .filter(t -> t.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
        .isPresent();
  }

  /** The body as a JSON object, empty for no body; throws a 400 for anything else. */
  public ObjectNode json() {
    try {
      if (body.length == 0) {
        return StandInJson.object();
      }
      if (StandInJson.parse(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Answered below.
    }
    throw ResponseException.badRequest("The body must be a JSON object.");
  }

  /** The body as a record; throws a 400 when it is none. */
  public <T> T json(Class<T> type) {
    try {
      return StandInJson.read(json(), type);
    } catch (JacksonException e) {
      throw ResponseException.badRequest("Not understood: " + e.getOriginalMessage());
    }
  }

  /** What follows {@code scheme} in the Authorization header. */
  public Optional<String> authorization(String scheme) {
    int length = scheme.length() + 1;
    return header("Authorization")
        .filter(value -> value.regionMatches(true, 0, scheme + " ", 0, length))
        .map(value -> value.substring(length).strip());
  }
}
