package oo.standins.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a query or of a form, decoded.
 *
 * @param values every value of a name, in the order sent
 */
public record Parameters(Map<String, List<String>> values) {
  /** Reads {@code application/x-www-form-urlencoded}; throws a 400 for a malformed escape. */
  public static Parameters parse(String encoded) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    try {
      for (String pair : encoded.split("&", -1)) {
        if (!pair.isEmpty()) {
          String[] parts = pair.split("=", 2);
          values
              .computeIfAbsent(URLDecoder.decode(parts[0], UTF_8), _ -> new ArrayList<>())
              .add(parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
        }
      }
    } catch (IllegalArgumentException e) {
      throw ResponseException.badRequest("The request's encoding is malformed.");
    }
    return new Parameters(values);
  }

  /** {@code name=value&...}, encoded. */
  public static String encode(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(e ->
            URLEncoder.encode(e.getKey(), UTF_8) + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(joining("&"));
  }

  /** The first value of {@code name}; empty for an empty one. */
  public Optional<String> get(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(v -> !v.isEmpty()).findFirst();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Set<String> names() {
    return values.keySet();
  }

  /** A name that was sent twice, which OAuth forbids (RFC 6749, 3.1). */
  public Optional<String> repeated() {
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
