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

  /** What its lines of failures and warnings say; empty when it has none. */
  Optional<String> errors() {
    String said =
        text.lines()
            .flatMap(LogTail::json)
            .map(LogTail::fault)
            .filter(fault -> !fault.isBlank())
            .distinct()
            .collect(Collectors.joining(" "));
    return Optional.of(said).filter(errors -> !errors.isBlank());
  }

  /**
   * Of a call that failed, of a library that warns, or of Lambda itself; docs/platform.md has the
   * fields.
   */
  private static String fault(JsonNode line) {
    if (line.path("failed").asInt(0) == 1) {
      return line.path("reason").asString("");
    }
    return switch (line.path("level").asString("")) {
      case "SEVERE", "WARNING" -> line.path("text").asString("");
      case "ERROR", "FATAL" -> line.path("message").asString("");
      default -> "";
    };
  }

  private static Stream<JsonNode> json(String line) {
    try {
      return line.startsWith("{") ? Stream.of(Json.mapper().readTree(line)) : Stream.empty();
    } catch (JacksonException e) {
      return Stream.empty();
    }
  }
}
