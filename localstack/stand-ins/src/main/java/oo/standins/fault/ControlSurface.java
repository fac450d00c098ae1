package oo.standins.fault;

import static oo.standins.http.ResponseException.badRequest;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.Html;
import oo.standins.http.ResponseException;
import oo.standins.http.Router;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.RegisteredClients;
import oo.standins.store.RowStore;
import tools.jackson.databind.node.ObjectNode;

/**
 * What tests and developers use of a stand-in: its page, and below {@code /control/} its clock,
 * faults, journal and clients. A provider adds routes of its accounts. Each request is a
 * transaction.
 */
public record ControlSurface(
    RowStore store,
    StandInClock clock,
    RegisteredClients clients,
    ActiveFaults faults,
    RequestJournal journal,
    Router routes) {
  /**
   * @param page the name of the provider's page
   */
  public ControlSurface(
      String page, InstantSource machine, RowStore store, RegisteredClients clients) {
    this(
        store,
        new StandInClock(machine, store),
        clients,
        new ActiveFaults(),
        new RequestJournal(),
        new Router());
    routes
        .on("GET", "/", _ -> Html.file(page))
        .on("GET", "/assets/{name}", request -> Html.asset(request.variable("name")))
        .on("GET", "/control/clock", _ -> time())
        .on("POST", "/control/clock", this::setClock)
        .on("GET", "/control/faults", _ -> allFaults())
        .on("POST", "/control/faults", this::addFault)
        .on("DELETE", "/control/faults", _ -> clear(faults::clear))
        .on("GET", "/control/journal", this::readJournal)
        .on("DELETE", "/control/journal", _ -> clear(journal::clear))
        .on("POST", "/control/clients", this::register);
  }

  /** Whether a path belongs here, and not to the provider. */
  boolean owns(String path) {
    return path.equals("/") || path.startsWith("/control/") || path.startsWith("/assets/");
  }

  StandInResponse serve(StandInRequest request) {
    CrossSiteCheck.control(request);
    return store
        .transaction(() -> routes.answer(request))
        .orElseThrow(() -> ResponseException.notFound("There is no such page."));
  }

  private StandInResponse time() {
    return StandInResponse.json(
        200, Map.of("now", clock.instant(), "ahead_seconds", clock.ahead().toSeconds()));
  }

  private StandInResponse setClock(StandInRequest request) {
    ObjectNode json = request.json();
    if (json.has("advance_seconds")) {
      clock.setAhead(clock.ahead().plusSeconds(json.path("advance_seconds").asLong(0)));
    } else if (json.has("ahead_seconds")) {
      clock.setAhead(Duration.ofSeconds(json.path("ahead_seconds").asLong(0)));
    } else {
      throw badRequest("advance_seconds or ahead_seconds is required.");
    }
    return time();
  }

  private StandInResponse allFaults() {
    return StandInResponse.json(200, Map.of("faults", faults.all(), "kinds", FaultKind.values()));
  }

  private StandInResponse addFault(StandInRequest request) {
    faults.add(request.json(InjectedFault.class));
    return StandInResponse.json(201, Map.of());
  }

  private static StandInResponse clear(Runnable cleared) {
    cleared.run();
    return StandInResponse.empty(204);
  }

  private StandInResponse readJournal(StandInRequest request) {
    String after = request.query().get("after").orElse("0");
    if (!after.matches("[0-9]{1,18}")) {
      throw badRequest("after is the number of an entry.");
    }
    return StandInResponse.json(200, Map.of("entries", journal.after(Long.parseLong(after))));
  }

  private StandInResponse register(StandInRequest request) {
    clients.put(request.json(OAuthClient.class));
    return StandInResponse.empty(204);
  }
}
