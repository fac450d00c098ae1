package oo.standins.fault;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A sync command, or the grant of a token request.
 *
 * @param type such as {@code item_close} or {@code refresh_token}
 * @param uuid of a command; null for a grant
 */
public record RequestedOperation(String type, @Nullable String uuid) {
  private static final int MAX_COMMANDS = 100;
  private static final int MAX_LENGTH = 64;

  /** Those in the form of a request; a malformed request has none. */
  static List<RequestedOperation> of(StandInRequest request) {
    try {
      Optional<String> grant = request.form().get("grant_type");
      String commands = request.form().get("commands").orElse("[]");
      return Stream.concat(
              grant.stream().map(type -> new RequestedOperation(type, null)),
              StandInJson.parse(commands).values().stream()
                  .limit(MAX_COMMANDS)
                  .map(one ->
                      new RequestedOperation(start(one.path("type")), start(one.path("uuid")))))
          .toList();
    } catch (ResponseException | JacksonException malformed) {
      return List.of();
    }
  }

  private static String start(JsonNode node) {
    String text = node.asString("");
    return text.substring(0, Math.min(text.length(), MAX_LENGTH));
  }
}
