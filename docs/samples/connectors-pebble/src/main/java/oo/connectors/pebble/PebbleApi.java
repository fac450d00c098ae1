package oo.connectors.pebble;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Credential;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderHttp;
import oo.connectors.http.ProviderResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The calls of Pebble's API that oO uses. */
final class PebbleApi {
  /** Lenient: a provider may add fields at any time. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  record Account(String id, String email) {}

  /**
   * @param full true for all open tasks, false for changes only
   */
  record Changes(List<PebbleTask> tasks, String cursor, boolean full) {}

  /**
   * @param task after the command
   * @param changes since the cursor of the request; null without a cursor
   */
  record Changed(PebbleTask task, @Nullable Changes changes) {}

  private final String base;
  private final ProviderHttp http;

  PebbleApi(String origin, ProviderHttp http) {
    this.base = origin + "/v1";
    this.http = http;
  }

  Account me(Credential credential, CallDeadline deadline) {
    return read(get("/me", credential, deadline), Account.class);
  }

  Changes changes(Credential credential, @Nullable String cursor, CallDeadline deadline) {
    return read(get("/tasks" + since(cursor), credential, deadline), Changes.class);
  }

  /** A task; empty when it no longer exists. */
  Optional<PebbleTask> task(Credential credential, String id, CallDeadline deadline) {
    ProviderResponse answer = get("/tasks/" + encode(id), credential, deadline);
    return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer, PebbleTask.class));
  }

  /**
   * Sends a command and reads in the same request. Pebble executes a command id once.
   *
   * @param what {@code close} or {@code reopen}
   * @return the response, with any status
   */
  ProviderResponse send(
      String what,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    String path = "/tasks/" + encode(command.subject()) + "/" + what + since(cursor);
    return http.send(
        request(path, credential)
            .header("Idempotency-Key", command.commandId().toString())
            .POST(BodyPublishers.noBody()),
        deadline);
  }

  private ProviderResponse get(String path, Credential credential, CallDeadline deadline) {
    return http.send(request(path, credential).GET(), deadline);
  }

  private HttpRequest.Builder request(String path, Credential credential) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + credential.accessToken());
  }

  /** Parses the response; throws the failure that its status means. */
  static <T> T read(ProviderResponse answer, Class<T> type) {
    if (!answer.ok()) {
      throw failure(answer);
    }
    try {
      return MAPPER.readValue(answer.body(), type);
    } catch (JacksonException e) {
      // Truncated or foreign; its text must not be logged.
      throw new ProviderFailure.Down(
          "Pebble answered with something that oO does not understand.", true);
    }
  }

  static ProviderFailure failure(ProviderResponse answer) {
    int status = answer.status();
    if (status == 401) {
      return new ProviderFailure.Unauthorized("Pebble no longer lets oO in. Connect it again.");
    }
    if (status == 429) {
      return new ProviderFailure.Later("Pebble asks to wait.", answer.retryAfter());
    }
    if (status >= 400 && status < 500) {
      return new ProviderFailure.Refused("Pebble refuses what oO asked for.");
    }
    return new ProviderFailure.Down("Pebble failed.", true);
  }

  private static String since(@Nullable String cursor) {
    return cursor == null ? "" : "?since=" + encode(cursor);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
