package oo.connectors.pebble;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Credential;
import oo.connectors.http.Fields;
import oo.connectors.http.ProviderHttp;
import oo.connectors.http.ProviderResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The calls of Pebble's API that oO uses. */
final class PebbleApi {
  private static final int LONGEST_EMAIL = 254;
  private static final int LONGEST_CURSOR = 100;

  record Account(String id, String email) {
    /** Empty for a document of another shape. */
    static Optional<Account> read(Fields fields) {
      String id = fields.text("id", LONGEST_EMAIL);
      String email = fields.text("email", LONGEST_EMAIL);
      return id == null || email == null ? Optional.empty() : Optional.of(new Account(id, email));
    }
  }

  /**
   * @param full true for all open tasks, false for changes only
   * @param unreadable how many tasks are left out
   */
  record Changes(List<PebbleTask> tasks, String cursor, boolean full, int unreadable) {
    /** Empty for a document of another shape. */
    static Optional<Changes> read(Fields fields) {
      String cursor = fields.text("cursor", LONGEST_CURSOR);
      if (cursor == null || !fields.get("tasks").isArray()) {
        return Optional.empty();
      }
      var tasks = new ArrayList<PebbleTask>();
      int unreadable = 0;
      for (JsonNode one : fields.get("tasks").values()) {
        Optional<PebbleTask> task = Fields.of(one).flatMap(PebbleTask::read);
        task.ifPresent(tasks::add);
        unreadable += task.isPresent() ? 0 : 1;
      }
      return Optional.of(
          new Changes(tasks, cursor, fields.get("full").asBoolean(false), unreadable));
    }
  }

  /**
   * @param task after the command
   * @param changes since the cursor of the request; null without a cursor
   */
  record Changed(PebbleTask task, @Nullable Changes changes) {
    /** Empty for a document of another shape. */
    static Optional<Changed> read(Fields fields) {
      Fields changes = fields.object("changes");
      return Fields.of(fields.get("task"))
          .flatMap(PebbleTask::read)
          .map(task ->
              new Changed(task, changes == null ? null : Changes.read(changes).orElse(null)));
    }
  }

  private final String base;
  private final ProviderHttp http;

  PebbleApi(String origin, ProviderHttp http) {
    this.base = origin + "/v1";
    this.http = http;
  }

  PebbleAnswer<Account> me(Credential credential, CallDeadline deadline) {
    return PebbleAnswer.of(get("/me", credential, deadline), Account::read);
  }

  PebbleAnswer<Changes> changes(
      Credential credential, @Nullable String cursor, CallDeadline deadline) {
    return PebbleAnswer.of(get("/tasks" + since(cursor), credential, deadline), Changes::read);
  }

  PebbleAnswer<PebbleTask> task(Credential credential, String id, CallDeadline deadline) {
    return PebbleAnswer.of(
        get("/tasks/" + encode(id), credential, deadline),
        fields -> PebbleTask.read(fields).filter(task -> task.id().equals(id)));
  }

  /**
   * Sends a command and reads in the same request. Pebble executes a command id once, and answers
   * it again as it did then.
   *
   * @param what {@code close} or {@code reopen}
   */
  PebbleAnswer<Changed> send(
      String what,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    String path = "/tasks/" + encode(command.subject()) + "/" + what + since(cursor);
    return PebbleAnswer.of(
        http.send(
            request(path, credential)
                .header("Idempotency-Key", command.commandId().toString())
                .POST(BodyPublishers.noBody()),
            deadline),
        fields -> Changed.read(fields).filter(done -> done.task().id().equals(command.subject())));
  }

  private ProviderResponse get(String path, Credential credential, CallDeadline deadline) {
    return http.send(request(path, credential).GET(), deadline);
  }

  private HttpRequest.Builder request(String path, Credential credential) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + credential.accessToken());
  }

  private static String since(@Nullable String cursor) {
    return cursor == null ? "" : "?since=" + encode(cursor);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
