package oo.connectors.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import oo.connectors.CallDeadline;
import oo.connectors.Credential;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderHttp;
import oo.connectors.http.ProviderResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The calls of Todoist's API v1 that oO uses. */
final class TodoistApi {
  private static final String EVERYTHING = "*";
  private static final String TYPES = "[\"items\",\"projects\",\"user\"]";

  /** Lenient, unlike Json: Todoist may add fields at any time. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** One sync command. */
  record SyncCommand(String type, UUID uuid, Map<String, String> args) {}

  private final String base;
  private final ProviderHttp http;

  /**
   * @param origin of Todoist for servers
   */
  TodoistApi(String origin, ProviderHttp http) {
    this.base = origin + "/api/v1";
    this.http = http;
  }

  Account user(Credential credential, CallDeadline deadline) {
    return read(get("/user", credential, deadline), Account.class);
  }

  /** A task; empty when it is unknown or completed. */
  Optional<Item> task(Credential credential, String id, CallDeadline deadline) {
    ProviderResponse answer = get("/tasks/" + encode(id), credential, deadline);
    return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer, Item.class));
  }

  /** All open items, or the changes since a token. An unknown token counts as none. */
  SyncResponse read(Credential credential, @Nullable String token, CallDeadline deadline) {
    long begun = System.nanoTime();
    ProviderResponse answer = sync(credential, token, null, deadline);
    if (answer.status() == 400 && token != null) {
      // Todoist rejects the token: perhaps it issued it before a reset.
      answer = sync(credential, null, null, deadline.after(begun));
    }
    return read(answer, SyncResponse.class);
  }

  /**
   * Executes a command and reads in the same request, so that the read is newer than the command.
   *
   * @param token null to read nothing
   * @return the response, with any status
   */
  ProviderResponse execute(
      Credential credential, @Nullable String token, SyncCommand command, CallDeadline deadline) {
    return sync(credential, token, command, deadline);
  }

  private ProviderResponse sync(
      Credential credential,
      @Nullable String token,
      @Nullable SyncCommand command,
      CallDeadline deadline) {
    var form = new LinkedHashMap<String, String>();
    if (command == null || token != null) {
      form.put("sync_token", token == null ? EVERYTHING : token);
      form.put("resource_types", TYPES);
    }
    if (command != null) {
      form.put("commands", MAPPER.writeValueAsString(List.of(command)));
    }
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return http.send(
        request("/sync", credential)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)),
        deadline);
  }

  private ProviderResponse get(String path, Credential credential, CallDeadline deadline) {
    return http.send(request(path, credential).GET(), deadline);
  }

  private HttpRequest.Builder request(String path, Credential credential) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + credential.accessToken())
        .header("Accept", "application/json");
  }

  /** Parses the response; throws the failure that its status means. */
  static <T> T read(ProviderResponse answer, Class<T> type) {
    if (!answer.ok()) {
      throw failure(answer);
    }
    try {
      T value = MAPPER.readValue(answer.body(), type);
      if (value != null) {
        return value;
      }
    } catch (JacksonException e) {
      // Truncated or foreign; its text must not be logged.
    }
    throw new ProviderFailure.Down(
        "Todoist answered with something that oO does not understand.", true);
  }

  static ProviderFailure failure(ProviderResponse answer) {
    int status = answer.status();
    if (status == 401) {
      return new ProviderFailure.Unauthorized("Todoist no longer lets oO in. Connect it again.");
    }
    if (status == 429 || (status == 503 && answer.retryAfter() != null)) {
      return new ProviderFailure.Later("Todoist asks to wait.", answer.retryAfter());
    }
    if (status >= 400 && status < 500) {
      return new ProviderFailure.Refused("Todoist refuses what oO asked for.");
    }
    return new ProviderFailure.Down("Todoist failed.", true);
  }

  /** The status of a command; empty when the response has none. */
  static Optional<JsonNode> status(SyncResponse answer, UUID uuid) {
    return Optional.ofNullable(answer.syncStatus()).map(status -> status.get(uuid.toString()));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
