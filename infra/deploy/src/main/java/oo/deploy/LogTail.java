package oo.deploy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.contract.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The last lines that a function logged.
 *
 * @param text at most 4 KB
 */
record LogTail(String text) {

  /**
   * @param encoded as Lambda returns them: in base64, or null for none
   */
  static LogTail of(@Nullable String encoded) {
    byte[] bytes = Base64.getDecoder().decode(encoded == null ? "" : encoded);
    return new LogTail(new String(bytes, StandardCharsets.UTF_8));
  }

  /** What its error lines say; empty when it has none. */
  Optional<String> errors() {
    String said =
        text.lines()
            .flatMap(LogTail::json)
            .filter(line -> line.path("level").asString("").equals("ERROR"))
            .map(line -> line.path("message").asString(""))
            .collect(Collectors.joining(" "));
    return Optional.of(said).filter(errors -> !errors.isBlank());
  }

  private static Stream<JsonNode> json(String line) {
    try {
      return line.startsWith("{") ? Stream.of(Json.mapper().readTree(line)) : Stream.empty();
    } catch (JacksonException e) {
      return Stream.empty();
    }
  }
}
