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
import oo.connectors.http.Fields;
import oo.connectors.http.JsonParts;
import oo.connectors.http.ProviderHttp;
import oo.connectors.http.ProviderResponse;
import oo.contract.Json;
import org.jspecify.annotations.Nullable;

/** The calls of Todoist's API v1 that oO uses. */
final class TodoistApi {
  private static final String EVERYTHING = "*";
  private static final String TYPES = "[\"items\",\"projects\",\"user\"]";

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

  TodoistAnswer<Account> user(Credential credential, CallDeadline deadline) {
    return TodoistAnswer.of(
        http.send(request("/user", credential).GET(), deadline),
        answer -> document(answer, Integer.MAX_VALUE).flatMap(Account::read));
  }

  /** One task; missing when it is unknown, deleted or completed. */
  TodoistAnswer<Item> task(Credential credential, String id, CallDeadline deadline) {
    return TodoistAnswer.of(
        http.send(request("/tasks/" + encode(id), credential).GET(), deadline),
        answer ->
            document(answer, JsonParts.LONGEST)
                .filter(
                    fields -> fields.get("content").isString() && fields.get("checked").isBoolean())
                .flatMap(Item::read)
                .filter(item -> item.id().equals(id)));
  }

  private static Optional<Fields> document(ProviderResponse answer, int longest) {
    return answer.document(longest).flatMap(Fields::of);
  }

  /**
   * All open items, or the changes since a token. A token that Todoist rejects counts as none.
   *
   * @param token null for everything
   */
  TodoistAnswer<SyncAnswer> read(
      Credential credential, @Nullable String token, CallDeadline deadline) {
    long begun = System.nanoTime();
    TodoistAnswer<SyncAnswer> answer = changes(credential, token, deadline);
    return answer instanceof TodoistAnswer.Invalid && token != null
        ? changes(credential, null, deadline.after(begun))
        : answer;
  }

  /**
   * All open items, or the changes since a token.
   *
   * @param token null for everything
   */
  TodoistAnswer<SyncAnswer> changes(
      Credential credential, @Nullable String token, CallDeadline deadline) {
    return TodoistAnswer.of(
        sync(credential, token == null ? EVERYTHING : token, List.of(), deadline),
        SyncAnswer::ofRead);
  }

  /**
   * Executes commands and reads in the same request, so that the read is newer than the commands.
   *
   * @param token null to read nothing
   */
  TodoistAnswer<SyncAnswer> execute(
      Credential credential,
      @Nullable String token,
      List<SyncCommand> commands,
      CallDeadline deadline) {
    return TodoistAnswer.of(sync(credential, token, commands, deadline), SyncAnswer::ofCommands);
  }

  private ProviderResponse sync(
      Credential credential,
      @Nullable String token,
      List<SyncCommand> commands,
      CallDeadline deadline) {
    var form = new LinkedHashMap<String, String>();
    if (token != null) {
      form.put("sync_token", token);
      form.put("resource_types", TYPES);
    }
    if (!commands.isEmpty()) {
      form.put("commands", Json.mapper().writeValueAsString(commands));
    }
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return http.send(
        request("/sync", credential)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)),
        ProviderHttp.LIST,
        deadline);
  }

  private HttpRequest.Builder request(String path, Credential credential) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + credential.accessToken())
        .header("Accept", "application/json");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
