package oo.host.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import oo.host.base.Percent;

/**
 * A method and a path as the template spells them, e.g. {@code POST /api/tips/{id}/complete}. A
 * parameter is a whole segment.
 */
public record RoutePattern(String method, String path) {
  private static final Pattern FORM =
      Pattern.compile("(?<method>[A-Z]+) (?<path>/api(/([a-z0-9-]+|\\{[a-z_]+}))+)");

  /**
   * Method, a space, path.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static RoutePattern parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("Expected METHOD /api/...");
    }
    return new RoutePattern(form.group("method"), form.group("path"));
  }

  public int parameterCount() {
    return (int) path.chars().filter(c -> c == '{').count();
  }

  /**
   * The parameters of a path, decoded; empty when the path does not match. A parameter is exactly
   * one non-empty segment.
   *
   * @param sent still encoded, without query
   */
  public Optional<Map<String, String>> parameters(String sent) {
    String[] pattern = path.split("/", -1);
    String[] segments = sent.split("/", -1);
    if (pattern.length != segments.length) {
      return Optional.empty();
    }
    var parameters = new HashMap<String, String>();
    for (int i = 0; i < pattern.length; i++) {
      String part = pattern[i];
      if (!part.startsWith("{")) {
        if (!part.equals(segments[i])) {
          return Optional.empty();
        }
      } else if (segments[i].isEmpty()) {
        return Optional.empty();
      } else {
        parameters.put(part.substring(1, part.length() - 1), Percent.decoded(segments[i]));
      }
    }
    return Optional.of(parameters);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
