package oo.standins.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Json;
import oo.standins.http.Refused;
import oo.standins.http.Routes;
import oo.standins.oauth.Clients;
import oo.standins.oauth.OAuthClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The control surface that both providers have: clock, faults, journal, registered clients. */
public final class ControlRoutes {

  private final Faults faults;
  private final Journal journal;
  private final StandInClock clock;
  private final Clients clients;
  private final Consumer<Duration> keepClock;

  /**
   * @param keepClock sets the clock ahead and remembers it across a restart
   */
  public ControlRoutes(
      Faults faults,
      Journal journal,
      StandInClock clock,
      Clients clients,
      Consumer<Duration> keepClock) {
    this.faults = faults;
    this.journal = journal;
    this.clock = clock;
    this.clients = clients;
    this.keepClock = keepClock;
  }

  public void addTo(Routes routes) {
    routes
        .on("GET", "/control/clock", _ -> clockNow())
        .on("POST", "/control/clock", this::setClock)
        .on("GET", "/control/faults", _ -> allFaults())
        .on("POST", "/control/faults", this::addFault)
        .on("DELETE", "/control/faults", _ -> clearFaults())
        .on("DELETE", "/control/faults/{id}", this::removeFault)
        .on("GET", "/control/journal", this::readJournal)
        .on("DELETE", "/control/journal", _ -> clearJournal())
        .on("GET", "/control/clients", _ -> allClients())
        .on("POST", "/control/clients", this::addClient)
        .on("POST", "/control/clients/{id}/redirects", this::addRedirect);
  }

  private Answer clockNow() {
    return Answer.json(
        200, Map.of("now", clock.instant().toString(), "ahead_seconds", clock.ahead().toSeconds()));
  }

  private Answer setClock(Call call) {
    ObjectNode json = call.json();
    if (json.has("advance_seconds")) {
      keepClock.accept(clock.ahead().plusSeconds(json.path("advance_seconds").asLong(0)));
    } else if (json.has("ahead_seconds")) {
      keepClock.accept(Duration.ofSeconds(json.path("ahead_seconds").asLong(0)));
    } else {
      throw badRequest("Say advance_seconds or ahead_seconds.");
    }
    return clockNow();
  }

  private Answer allFaults() {
    ArrayNode all = Json.array();
    faults.all().forEach(fault -> all.add(wire(fault)));
    ArrayNode kinds = Json.array();
    for (FaultKind kind : FaultKind.values()) {
      kinds.add(kind.wireName());
    }
    ObjectNode answer = Json.object();
    answer.set("faults", all);
    answer.set("kinds", kinds);
    return Answer.json(200, answer);
  }

  private Answer addFault(Call call) {
    ObjectNode json = call.json();
    FaultKind kind =
        FaultKind.of(json.path("kind").asString(""))
            .orElseThrow(() -> badRequest("There is no fault of that kind."));
    try {
      return Answer.json(
          201,
          wire(
              faults.add(
                  new Fault(
                      0,
                      kind,
                      json.path("times").isIntegralNumber() ? json.path("times").asInt() : null,
                      text(json.path("path")),
                      text(json.path("command")),
                      json.path("millis").asInt(Fault.DEFAULT_MILLIS),
                      json.path("retry_after").asInt(Fault.DEFAULT_RETRY_AFTER)))));
    } catch (IllegalArgumentException e) {
      throw badRequest("times is at least 1, millis 0 to 600000, retry_after not negative.");
    }
  }

  private Answer clearFaults() {
    faults.clear();
    return Answer.empty(204);
  }

  private Answer removeFault(Call call) {
    String id = call.variable("id");
    boolean removed = id.matches("[0-9]{1,18}") && faults.remove(Long.parseLong(id));
    return removed ? Answer.empty(204) : notFound("There is no such fault.");
  }

  private Answer readJournal(Call call) {
    String after = call.query().get("after").orElse("0");
    if (!after.matches("[0-9]{1,18}")) {
      throw badRequest("after is the number of an entry.");
    }
    return Answer.json(200, Map.of("entries", journal.after(Long.parseLong(after))));
  }

  private Answer clearJournal() {
    journal.clear();
    return Answer.empty(204);
  }

  private Answer allClients() {
    List<Map<String, Object>> all =
        clients.all().stream()
            .map(
                client ->
                    Map.<String, Object>of(
                        "client_id", client.id(), "redirect_uris", client.redirectUris()))
            .toList();
    return Answer.json(200, Map.of("clients", all));
  }

  private Answer addClient(Call call) {
    ObjectNode json = call.json();
    String id = json.path("client_id").asString("");
    String secret = json.path("client_secret").asString("");
    if (id.isBlank() || secret.isBlank()) {
      throw badRequest("A client has a client_id and a client_secret.");
    }
    List<String> redirects =
        json.path("redirect_uris").values().stream().map(uri -> uri.asString("")).toList();
    clients.put(
        new OAuthClient(
            id,
            secret,
            redirects,
            json.path("pkce_required").asBoolean(true),
            json.path("long_lived").asBoolean(false)));
    return Answer.empty(204);
  }

  private Answer addRedirect(Call call) {
    String uri = call.json().path("redirect_uri").asString("");
    if (!uri.matches("https?://.+")) {
      throw badRequest("A redirect_uri is an absolute address.");
    }
    return clients.allowRedirect(call.variable("id"), uri)
        ? Answer.empty(204)
        : notFound("There is no such client.");
  }

  private static ObjectNode wire(Fault fault) {
    ObjectNode json = Json.object();
    json.put("id", fault.id());
    json.put("kind", fault.kind().wireName());
    json.put("times", fault.times());
    json.put("path", fault.path());
    json.put("command", fault.command());
    json.put("millis", fault.millis());
    json.put("retry_after", fault.retryAfter());
    return json;
  }

  private static @Nullable String text(JsonNode node) {
    String text = node.asString("");
    return text.isBlank() ? null : text.strip();
  }

  /** 400 in words. */
  public static Refused badRequest(String why) {
    return new Refused(Answer.json(400, Map.of("error", why)));
  }

  /** 404 in words. */
  public static Answer notFound(String why) {
    return Answer.json(404, Map.of("error", why));
  }
}
