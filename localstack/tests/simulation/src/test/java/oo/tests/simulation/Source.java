package oo.tests.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import oo.contract.Json;
import oo.standins.fault.ControlSurface;
import oo.standins.fault.FaultInjector;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.Parameters;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.RegisteredClients;
import oo.standins.store.RowStore;
import oo.standins.todoist.TodoistStandIn;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Todoist itself, which does not lie, and all that ever changed in it. */
final class Source {
  /**
   * A task as it is.
   *
   * @param due as text; empty without a date
   * @param mine not assigned to another person
   */
  record State(
      String account,
      String title,
      boolean open,
      String due,
      boolean recurring,
      @Nullable String parent,
      boolean mine) {
    /** The round that a closing ends: for a recurring task, its date. */
    String round() {
      return recurring ? value(due) : "";
    }
  }

  /**
   * A change of one task.
   *
   * @param before null when it was made; {@code after} null when it was deleted
   * @param by a command's uuid, or empty for the person in another app
   */
  record Change(Instant at, String task, @Nullable State before, @Nullable State after, String by) {
    boolean closes() {
      return before != null
          && before.open
          && after != null
          && (!after.open || (before.recurring && !before.round().equals(after.round())));
    }

    boolean reopens() {
      return before != null && !before.open && after != null && after.open;
    }
  }

  private final World world;
  private final FaultInjector server;
  private final Map<String, State> now = new LinkedHashMap<>();
  final List<Change> changes = new ArrayList<>();
  final Map<String, String> accounts = new LinkedHashMap<>();

  Source(World world) {
    this.world = world;
    server =
        new FaultInjector(
            new TodoistStandIn(
                new ControlSurface(
                    "todoist",
                    world::now,
                    RowStore.inMemory(),
                    new RegisteredClients(
                        List.of(
                            OAuthClient.of(
                                "oo-local",
                                "oo-local-secret",
                                Machine.SITE + "/api/connectors/todoist/callback"))))));
  }

  /** Serves a request of oO or of a browser, and notes what it changed. */
  StandInResponse serve(StandInRequest request) {
    StandInResponse response = answer(request);
    String by = request.path().equals("/api/v1/sync") ? uuids(request) : "";
    if (!by.isEmpty()) {
      note(by);
    }
    return response;
  }

  private StandInResponse answer(StandInRequest request) {
    try {
      return server.serve(request);
    } catch (oo.standins.http.ResponseException e) {
      return e.response();
    }
  }

  private static String uuids(StandInRequest request) {
    var uuids = new ArrayList<String>();
    request
        .form()
        .get("commands")
        .ifPresent(text ->
            Json.mapper()
                .readTree(text)
                .values()
                .forEach(command -> uuids.add(command.path("uuid").asString(""))));
    return String.join(" ", uuids);
  }

  // What a person does in another app.

  void addAccount(String email) {
    accounts.put(email, control("POST", "/accounts", Map.of("email", email)).path("id").asString());
  }

  String add(String account, Map<String, ?> fields) {
    JsonNode made = control("POST", "/accounts/" + accounts.get(account) + "/tasks", fields);
    note("");
    return made.path("id").asString();
  }

  void change(String task, Map<String, ?> fields) {
    control("PATCH", "/tasks/" + task, fields);
    note("");
  }

  void close(String task) {
    control("POST", "/tasks/" + task + "/close", Map.of());
    note("");
  }

  void reopen(String task) {
    control("POST", "/tasks/" + task + "/reopen", Map.of());
    note("");
  }

  void delete(String task) {
    control("DELETE", "/tasks/" + task, null);
    note("");
  }

  /** As if the person had withdrawn the consent at the provider. */
  void revokeTokens(String account) {
    control("POST", "/accounts/" + accounts.get(account) + "/revoke-tokens", Map.of());
  }

  void forgetSyncTokens(String account) {
    control("POST", "/accounts/" + accounts.get(account) + "/forget-sync-tokens", Map.of());
  }

  /** How many consents open the account. */
  int grants(String account) {
    for (JsonNode one : control("GET", "/accounts", null).path("accounts").values()) {
      if (one.path("id").asString().equals(accounts.get(account))) {
        return one.path("grants").asInt();
      }
    }
    throw new IllegalStateException(account);
  }

  private JsonNode control(String method, String path, @Nullable Object body) {
    String[] parts = ("/control" + path).split("\\?", 2);
    StandInResponse response =
        answer(
            new StandInRequest(
                method,
                parts[0],
                Parameters.parse(parts.length > 1 ? parts[1] : ""),
                Map.of(
                    "host",
                    "127.0.0.1",
                    CrossSiteCheck.HEADER.toLowerCase(java.util.Locale.ROOT),
                    "1"),
                body == null ? new byte[0] : Json.mapper().writeValueAsBytes(body),
                Map.of()));
    byte[] answer = response.body().bytes();
    if (response.status() >= 300) {
      throw new IllegalStateException(
          method + " " + path + ": " + new String(answer, StandardCharsets.UTF_8));
    }
    return answer.length == 0 ? Json.mapper().createObjectNode() : Json.mapper().readTree(answer);
  }

  // What holds.

  /** The tasks that are not deleted, by id. */
  Map<String, State> tasks() {
    return now;
  }

  Optional<State> task(String id) {
    return Optional.ofNullable(now.get(id));
  }

  private void note(String by) {
    Map<String, State> fresh = read();
    fresh.forEach((id, state) -> {
      State before = now.get(id);
      if (!state.equals(before)) {
        changed(new Change(world.now(), id, before, state, by));
      }
    });
    now.forEach((id, before) -> {
      if (!fresh.containsKey(id)) {
        changed(new Change(world.now(), id, before, null, by));
      }
    });
    now.clear();
    now.putAll(fresh);
  }

  private void changed(Change change) {
    changes.add(change);
    State state = Objects.requireNonNullElse(change.after, Objects.requireNonNull(first(change)));
    world.history(
        "  source: "
            + state.title
            + (change.after == null
                ? " deleted"
                : (state.open ? " open" : " closed")
                    + (state.due.isEmpty() ? "" : " " + state.due)
                    + (state.recurring ? " recurring" : ""))
            + (change.by.isEmpty() ? "" : " by oO"));
  }

  private static @Nullable State first(Change change) {
    return change.before == null ? change.after : change.before;
  }

  private Map<String, State> read() {
    var all = new LinkedHashMap<String, State>();
    accounts.forEach((email, id) -> {
      for (String state : List.of("open", "completed")) {
        for (JsonNode task :
            control("GET", "/accounts/" + id + "/tasks?state=" + state, null)
                .path("tasks")
                .values()) {
          JsonNode due = task.path("due");
          JsonNode responsible = task.path("responsible_uid");
          all.put(
              task.path("id").asString(),
              new State(
                  email,
                  task.path("content").asString(),
                  state.equals("open"),
                  due.path("date").asString(""),
                  due.path("is_recurring").asBoolean(false),
                  task.path("parent_id").isString() ? task.path("parent_id").asString() : null,
                  !responsible.isString() || responsible.asString().equals(id)));
        }
      }
    });
    return all;
  }

  /** A due date in one spelling, however it was spelled. */
  static String value(String due) {
    if (!due.contains("T")) {
      return due;
    }
    return due.endsWith("Z") ? Instant.parse(due).toString() : LocalDateTime.parse(due).toString();
  }

  /** The day on which a person in this zone meets the due date. */
  static LocalDate day(String due, ZoneId zone) {
    if (!due.contains("T")) {
      return LocalDate.parse(due);
    }
    return due.endsWith("Z")
        ? LocalDate.ofInstant(Instant.parse(due), zone)
        : LocalDateTime.parse(due).toLocalDate();
  }
}
