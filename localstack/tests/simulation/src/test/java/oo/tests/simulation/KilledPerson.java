package oo.tests.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.contract.Json;
import oo.standins.control.ConsentPages;
import oo.standins.control.TodoistControl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A person who taps over HTTP while processes die. A request that gets no answer, or a 5xx, is
 * repeated with the same body until it is answered, as the pages do.
 */
final class KilledPerson {
  static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** Longer than the longest time without a server. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** An undo within this time comes before, during or after the delivery. */
  private static final Duration REGRETS = Duration.ofSeconds(45);

  private static final String DAILY = "Daily ";
  private static final String SUBTASK = "Subtask ";

  /**
   * @param due when it was made; null without a date
   */
  record Made(String id, @Nullable LocalDate due) {}

  final String email;
  final Map<String, Made> tasks = new LinkedHashMap<>();
  final List<Tap> taps = new ArrayList<>();
  final List<String> history = new CopyOnWriteArrayList<>();
  int repeated;
  private final String site;
  private final TodoistControl todoist;
  private final String account;
  private final Random random;
  private final CookieJar cookies = new CookieJar();
  private Instant addedAt = Instant.now();
  volatile boolean leaves;

  KilledPerson(String name, String site, TodoistControl todoist, long seed) {
    this.email = name + "@example.com";
    this.site = site;
    this.todoist = todoist;
    this.random = new Random(seed);
    this.account = todoist.emptyAccount(email).id();
    add(40, 10);
  }

  private void add(int plain, int daily) {
    for (int i = 0; i < plain; i++) {
      keep(todoist.add(account, "Plain " + tasks.size()));
    }
    for (int i = 0; i < daily; i++) {
      keep(todoist.add(account, DAILY + tasks.size(), "every day"));
    }
    String parent = keep(todoist.add(account, "Parent " + tasks.size()));
    for (int i = 0; i < 3; i++) {
      keep(todoist.add(account, Map.of("content", SUBTASK + tasks.size(), "parent_id", parent)));
    }
    addedAt = Instant.now();
  }

  private String keep(TodoistControl.TaskView task) {
    String due = task.dueDate();
    tasks.put(task.content(), new Made(task.id(), due == null ? null : LocalDate.parse(due)));
    return task.id();
  }

  void connect() {
    String begun = surely("GET", "/api/auth/google?return_to=/tip.html", null).location;
    surely("GET", path(ConsentPages.signIn(URI.create(begun), email)), null);
    JsonNode consent = surely("POST", "/api/connectors/todoist/begin", Map.of()).json;
    URI asked = URI.create(consent.path("redirect_url").asString());
    surely("GET", path(ConsentPages.agree(asked, email)), null);
  }

  private static String path(URI uri) {
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  /** Taps until it {@link #leaves}; every tap is answered then. */
  void live() {
    while (!leaves) {
      pause(100, 1_300);
      List<Tap> regretted = regrets();
      if (!regretted.isEmpty() && random.nextInt(4) == 0) {
        Tap first = regretted.get(random.nextInt(regretted.size()));
        tap(Tap.Kind.undone, first.tip, first.task, first.event);
        continue;
      }
      JsonNode answer =
          surely("POST", "/api/recommend", Map.of("context", Map.of("zone", "Europe/Berlin"))).json;
      JsonNode tip = answer.path("tip");
      if (tip.isObject()) {
        Tap.Kind kind = random.nextInt(5) == 0 ? Tap.Kind.not_now : Tap.Kind.done;
        tap(kind, UUID.fromString(tip.path("id").asString()), tip.path("title").asString(), null);
      } else if (addedAt.isBefore(Instant.now().minusSeconds(15))) {
        note("sees " + answer.path("because").asString("") + ", and adds tasks");
        add(12, 3);
        surely("POST", "/api/signals/fetch", Map.of());
      }
    }
  }

  /** What can be undone; to reopen a subtask would reopen its parent at the source too. */
  private List<Tap> regrets() {
    Instant since = Instant.now().minus(REGRETS);
    return taps.stream()
        .filter(tap -> tap.kind != Tap.Kind.undone && tap.madeAt.isAfter(since))
        .filter(tap -> !tap.task.startsWith(SUBTASK) && !undone(tap.tip))
        .toList();
  }

  boolean undone(UUID tip) {
    return taps.stream()
        .filter(tap -> tap.kind == Tap.Kind.undone && tap.status != Tap.Status.REFUSED)
        .anyMatch(tap -> tap.tip.equals(tip));
  }

  private void tap(Tap.Kind kind, UUID tip, String task, @Nullable UUID undoes) {
    Instant now = Instant.now();
    Instant until =
        kind == Tap.Kind.not_now
            ? now.plusSeconds(PATIENCE.toSeconds() + random.nextInt(60))
            : null;
    var tap = new Tap(UUID.randomUUID(), kind, tip, task, undoes, until, now);
    taps.add(tap);
    note(kind + " " + tap.event + " of " + task + ", tip " + tip);
    Answer answer = surely("POST", tap.path(), tap.body());
    if (answer.status / 100 == 2) {
      tap.status = Tap.Status.ACCEPTED;
    } else if (answer.json.path("code").asString("").equals("too_late") && task.startsWith(DAILY)) {
      tap.status = Tap.Status.REFUSED;
    }
    tap.acceptedAt = Instant.now();
    note("  -> " + answer.status + " " + answer.json);
  }

  private record Answer(int status, JsonNode json, String location) {}

  /** Repeats until there is an answer that is no 5xx. */
  private Answer surely(String method, String path, @Nullable Object body) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      try {
        Answer answer = send(method, path, body);
        if (answer.status == 401 && !path.endsWith("/refresh")) {
          surely("POST", "/api/auth/refresh", Map.of());
        } else if (answer.status < 500 && answer.status != 429) {
          return answer;
        }
        note("  " + answer.status + " to " + method + " " + path);
      } catch (IOException e) {
        note("  no answer to " + method + " " + path);
      }
      repeated++;
      pause(50, 400);
    }
    throw new IllegalStateException(email + " got no answer to " + method + " " + path);
  }

  private Answer send(String method, String path, @Nullable Object body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(site + path))
            .timeout(Duration.ofSeconds(5))
            .headers("X-OO", "1", "Origin", site, "Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)));
    String cookie = cookies.header();
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(cookies::keep);
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          response.statusCode(),
          Json.mapper().readTree(json ? response.body() : "{}"),
          response.headers().firstValue("Location").orElse(""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void note(String line) {
    history.add(Instant.now() + " " + line);
  }

  private void pause(int fromMillis, int toMillis) {
    try {
      Thread.sleep(fromMillis + random.nextInt(toMillis - fromMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
