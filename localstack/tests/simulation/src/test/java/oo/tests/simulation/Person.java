package oo.tests.simulation;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Uuid7;
import oo.standins.control.ConsentPages;
import oo.tests.simulation.Browser.Answer;
import oo.tests.simulation.Tap.Kind;
import oo.tests.simulation.Tap.Status;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A person with a browser, some tabs, and an account at the source. */
final class Person {
  static final List<String> NAMES = List.of("ann", "bob", "cem", "dee");

  private static final List<String> ZONES =
      List.of("Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "UTC", "Pacific/Auckland");

  /** A page: what it shows, and its last "done". Each is as old as it is. */
  private static final class Tab {
    @Nullable UUID tip;
    String task = "";
    @Nullable Tap last;
  }

  /** A "not now" that holds until then. */
  record PutAside(Instant until, UUID tip) {}

  /** What a page told of a task. */
  record Told(Instant at, String kind, String task) {}

  final World world;
  final String name;
  final String account;
  String zone;
  private final Browser browser;
  private final List<Tab> tabs = new ArrayList<>();
  final List<Tap> taps = new ArrayList<>();
  final List<Told> told = new ArrayList<>();
  private final List<UUID> toDismiss = new ArrayList<>();
  private final Map<String, PutAside> putAside = new HashMap<>();

  /** When the last connection or profile was ended. */
  Instant endedAt = Instant.MIN;

  private int made;

  Person(World world, String name) {
    this.world = world;
    this.name = name;
    this.account = name + "@example.com";
    this.zone = world.one(ZONES);
    this.browser = new Browser(world, name);
    int count = 1 + world.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      tabs.add(new Tab());
    }
  }

  void begin() {
    world.source.addAccount(account);
    int count = 5 + world.random.nextInt(6);
    for (int i = 0; i < count; i++) {
      addTask();
    }
    signIn();
    connect();
  }

  // Sessions.

  void signIn() {
    browser.forget();
    // Within another's transaction its locks stay.
    for (int tried = 0; tried < (world.locked() ? 1 : 60); tried++) {
      Optional<Answer> begun = browser.send("GET", "/api/auth/google?return_to=/tip.html", null);
      if (begun.isPresent() && begun.get().location().startsWith("http://127")) {
        URI back = ConsentPages.signIn(URI.create(begun.get().location()), account);
        Optional<Answer> done = browser.send("GET", pathOf(back), null);
        if (done.isPresent() && done.get().location().endsWith("/tip.html")) {
          return;
        }
      }
      world.pass(Duration.ofSeconds(3));
    }
    if (!world.locked()) {
      world.violation("people get in", name + " cannot sign in");
    }
  }

  private static String pathOf(URI uri) {
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  /** With a session: refreshes it, or signs in again. */
  private Optional<Answer> send(String method, String path, @Nullable Object body) {
    for (int tried = 0; tried < 8; tried++) {
      Optional<Answer> answer = browser.send(method, path, body);
      if (answer.isEmpty() || answer.get().status() != 401) {
        return answer;
      }
      Optional<Answer> refreshed = browser.send("POST", "/api/auth/refresh", null);
      if (refreshed.isEmpty()) {
        return Optional.empty();
      }
      if (refreshed.get().status() == 401) {
        signIn();
      }
    }
    if (!world.locked()) {
      world.violation("people get in", name + " stays signed out");
    }
    return Optional.empty();
  }

  void signOut() {
    browser.send("POST", "/api/auth/sign-out", Map.of());
  }

  /** Sends what waits first, as the page does; at times goes on without it. */
  private boolean ends(String path) {
    int patience = world.random.nextInt(8);
    for (int tried = 0; tried <= patience; tried++) {
      Optional<Answer> answer = send("DELETE", path, null);
      if (answer.isEmpty() || answer.get().status() < 300 || answer.get().status() >= 500) {
        return true; // It ended, or it may have.
      }
      if (!answer.get().code().equals("outbox_not_empty")) {
        return false;
      }
      world.pass(Duration.ofSeconds(1));
      world.queue.deliver(1);
    }
    return world.chance(0.5)
        && send("DELETE", path + "?drop=true", null)
            .filter(answer -> answer.status() >= 400 && answer.status() < 500)
            .isEmpty();
  }

  void deleteProfile() {
    signIn(); // It needs a fresh one.
    if (ends("/api/me")) {
      world.history(name + " deletes everything");
      taps.forEach(tap -> tap.status = Status.VOID);
      forgetTips();
      signIn();
    }
  }

  private void forgetTips() {
    endedAt = world.now();
    putAside.clear();
    tabs.forEach(tab -> tab.tip = null);
  }

  // Connections.

  JsonNode connection() {
    return send("GET", "/api/connectors", null)
        .map(answer -> answer.json().path("connectors").path(0).path("connections").path(0))
        .orElseGet(() -> oo.contract.Json.mapper().createObjectNode());
  }

  /** Connects, or renews; a browser may ask for the callback twice. */
  void connect() {
    Optional<Answer> begun = send("POST", "/api/connectors/todoist/begin", Map.of());
    if (begun.isEmpty() || begun.get().status() >= 400) {
      return;
    }
    URI back =
        ConsentPages.agree(URI.create(begun.get().json().path("redirect_url").asString()), account);
    world.connecting(account);
    int lies = world.lies;
    boolean faulty = world.happens(Fault.NETWORK, 0.1);
    int deaths = world.deaths;
    Optional<Answer> done = browser.send("GET", pathOf(back), null);
    if (faulty || done.isEmpty()) {
      world.pass(Duration.ofMinutes(1)); // Else the second waits for the first, by a real clock.
      done = browser.send("GET", pathOf(back), null);
    }
    if (world.deaths > deaths || world.lies > lies + 1) {
      world.grantLost(); // Two faults at once: nothing was left to revoke it with.
    }
    world.connecting(null);
    done.ifPresent(answer -> world.history(name + " connects: " + answer.location()));
  }

  void disconnect() {
    String id = connection().path("id").asString("");
    if (id.isEmpty()) {
      return;
    }
    if (ends("/api/connections/" + id)) {
      world.history(name + " disconnects");
      taps.forEach(tap -> tap.status = tap.status == Status.ACCEPTED ? Status.ENDED : Status.VOID);
      forgetTips();
    }
  }

  /** Renews what asks for it; connects when nothing is. */
  void mend() {
    JsonNode connection = connection();
    boolean asked = connection.path("state").asString("").equals("reconnect");
    if (asked && !world.doubted(account)) {
      world.violation("only the provider's word ends a grant", name + " is asked to connect again");
    }
    if (connection.isMissingNode() || asked) {
      connect();
    }
  }

  void fetchNow() {
    send("POST", "/api/signals/fetch", Map.of());
  }

  void travel() {
    zone = world.one(ZONES);
  }

  // Tips.

  private Tab tab() {
    return world.one(tabs);
  }

  void look() {
    look(tab());
  }

  private void look(Tab tab) {
    var body = new LinkedHashMap<String, Object>();
    body.put("context", Map.of("zone", zone));
    body.put("seen_notices", List.copyOf(toDismiss));
    Map<String, PutAside> before = Map.copyOf(putAside);
    Optional<Answer> answer = send("POST", "/api/recommend", body);
    if (answer.isEmpty() || answer.get().status() != 200) {
      return;
    }
    JsonNode json = answer.get().json();
    toDismiss.clear();
    for (JsonNode notice : json.path("notices").values()) {
      told.add(
          new Told(
              world.now(),
              notice.path("kind").asString(),
              taskOf(notice.path("deep_link").asString(""))));
      toDismiss.add(UUID.fromString(notice.path("id").asString()));
    }
    JsonNode tip = json.path("tip");
    if (!tip.isObject()) {
      world.history(name + " sees " + json.path("because").asString(""));
      tab.tip = null;
      return;
    }
    tab.tip = UUID.fromString(tip.path("id").asString());
    tab.task = taskOf(tip.path("deep_link").asString());
    tab.last = null;
    world.history(
        name
            + " sees "
            + world.history.name("tip", tab.tip)
            + " "
            + tip.path("title").asString()
            + tip.path("meta").path("due").asString("").replaceFirst("^(.)", " $1"));
    PutAside aside = putAside.get(tab.task);
    if (aside != null && aside.equals(before.get(tab.task)) && aside.until().isAfter(world.now())) {
      world.violation(
          "a not now holds", tip.path("title").asString() + " is shown before " + aside.until());
    }
  }

  private static String taskOf(String deepLink) {
    return deepLink.substring(deepLink.lastIndexOf('/') + 1);
  }

  void done() {
    Tab tab = tab();
    if (tab.tip == null) {
      look(tab);
    }
    if (tab.tip != null) {
      tap(tab, Kind.done, null, null);
    }
  }

  /** Of the tab's last tap, or of one long ago. */
  void undo() {
    Tab tab = tab();
    Tap last = tab.last;
    if (last == null || world.chance(0.1)) {
      List<Tap> done =
          taps.stream().filter(tap -> tap.kind == Kind.done && tap.acceptedAt != null).toList();
      if (done.isEmpty()) {
        return;
      }
      last = world.one(done);
    }
    if (last.kind == Kind.done) {
      send(make(Kind.undone, last.tip, last.task, last.event, null));
    }
  }

  void notNow() {
    Tab tab = tab();
    if (tab.tip == null) {
      look(tab);
    }
    if (tab.tip != null) {
      Instant until =
          world.chance(0.5)
              ? null
              : world.now().plus(Duration.ofMinutes(5 + world.random.nextInt(6 * 24 * 60)));
      tap(tab, Kind.not_now, null, until);
    }
  }

  private void tap(Tab tab, Kind kind, @Nullable UUID undoes, @Nullable Instant until) {
    UUID tip = tab.tip;
    if (tip != null) {
      tab.last = make(kind, tip, tab.task, undoes, until);
      if (world.chance(0.9)) {
        send(tab.last); // Else the page keeps it for later: it is offline.
      }
      if (world.chance(0.8)) {
        tab.tip = null; // The page goes on to the next tip; a forgotten tab keeps the old one.
      }
    }
  }

  private Tap make(
      Kind kind, UUID tip, String task, @Nullable UUID undoes, @Nullable Instant until) {
    var tap = new Tap(Uuid7.next(), kind, tip, task, undoes, until, world.now());
    world.history(
        name
            + " taps "
            + kind
            + " on "
            + world.history.name("tip", tip)
            + " as "
            + world.history.name("event", tap.event)
            + (undoes == null ? "" : " for " + world.history.name("event", undoes)));
    taps.add(tap);
    return tap;
  }

  private void send(Tap tap) {
    if (tap.kind != Kind.not_now) {
      putAside.remove(tap.task); // It overrules, also when it was kept until now.
    }
    Optional<Answer> answer = send("POST", tap.path(), tap.body());
    if (answer.isEmpty() || tap.status == Status.VOID) {
      return;
    }
    int status = answer.get().status();
    if (status == 200) {
      tap.status = Status.ACCEPTED;
      tap.acceptedAt = tap.acceptedAt == null ? world.now() : tap.acceptedAt;
      JsonNode json = answer.get().json();
      world.history(
          name
              + " is told "
              + json.path("state").asString()
              + ", "
              + json.path("delivery").asString());
      if (tap.kind == Kind.not_now && json.path("until").isString()) {
        putAside.put(tap.task, new PutAside(Instant.parse(json.path("until").asString()), tap.tip));
      }
    } else if (status >= 400 && status < 500 && status != 401 && status != 429) {
      if (tap.status == Status.ACCEPTED) {
        world.violation(
            "a repeated tap is the same tap", tap.kind + " answered " + answer.get().code());
      }
      tap.status = Status.REFUSED;
    }
  }

  /** Sends what no server answered yet, in any order. */
  void flush() {
    List<Tap> pending = taps.stream().filter(tap -> tap.status == Status.PENDING).toList();
    for (int i = 0; i < pending.size(); i++) {
      send(pending.get((i + pending.size() / 2) % pending.size()));
    }
  }

  boolean flushed() {
    return taps.stream().noneMatch(tap -> tap.status == Status.PENDING);
  }

  /** Sends an accepted tap again, with the same id. */
  void again() {
    List<Tap> accepted = taps.stream().filter(tap -> tap.status == Status.ACCEPTED).toList();
    if (!accepted.isEmpty()) {
      send(world.one(accepted));
    }
  }

  // In the source's own app.

  void addTask() {
    var fields = new LinkedHashMap<String, Object>();
    String title = name + "-" + ++made;
    fields.put("content", world.chance(0.05) ? "* " + title : title);
    int kind = world.random.nextInt(10);
    if (kind < 3 && world.enabled(Fault.RECURRING)) {
      fields.put(
          "due",
          Map.of(
              "string",
              world.one(
                  List.of(
                      "every day",
                      "every day 8:30",
                      "every week",
                      "every! 2 days",
                      "every 3 days 18:00"))));
    } else if (kind < 6) {
      fields.put("due", Map.of("string", world.one(List.of("today", "tomorrow", "tomorrow 9:00"))));
    } else if (kind == 6) {
      fields.put("responsible_uid", "39999999");
    }
    List<String> parents = mine(state -> state.open() && state.parent() == null);
    if (world.enabled(Fault.SUBTASKS) && world.chance(0.15) && !parents.isEmpty()) {
      fields.put("parent_id", world.one(parents));
    }
    world.source.add(account, fields);
  }

  private List<String> mine(java.util.function.Predicate<Source.State> which) {
    return world.source.tasks().entrySet().stream()
        .filter(task -> task.getValue().account().equals(account) && which.test(task.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  void useOtherApp() {
    List<String> open = mine(Source.State::open);
    List<String> closed = mine(state -> !state.open());
    int what = world.random.nextInt(10);
    world.history(name + " uses another app");
    if (open.isEmpty() || what < 4) {
      addTask();
      return;
    }
    String task = world.one(open);
    switch (what) {
      case 4 -> world.source.change(task, Map.of("content", name + "-" + ++made));
      case 5, 6 -> {
        boolean recurs = world.source.tasks().get(task).recurring();
        boolean may =
            recurs ? world.enabled(Fault.RECURRING) : world.enabled(Fault.BECOMES_RECURRING);
        var dues =
            may
                ? List.of("today", "tomorrow", "every day", "every week")
                : List.of("today", "tomorrow");
        world.source.change(task, Map.of("due", Map.of("string", world.one(dues))));
      }
      case 7 -> {
        if (!world.source.tasks().get(task).title().startsWith("* ")) {
          world.source.close(task);
        }
      }
      case 8 -> {
        if (!closed.isEmpty()) {
          world.source.reopen(world.one(closed));
        }
      }
      default -> world.source.delete(task);
    }
    putAside.remove(task); // A task that changed may come back sooner.
  }
}
