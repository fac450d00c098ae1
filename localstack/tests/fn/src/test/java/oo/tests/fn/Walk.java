package oo.tests.fn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import oo.host.http.Cookies;
import oo.standins.control.TodoistControl;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.LogLines;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.apache.commons.io.FileUtils;

/**
 * The journey with one container a function, made by {@code create}, and the server as the front.
 */
public final class Walk implements AutoCloseable {
  private static final String EMAIL = "fn@example.com";

  private final Path folder;
  private final FnDeployment fn;
  private final FnGateway gateway;
  private final Oo oo;

  /**
   * @param start a container of a module, with a function's configuration
   */
  public Walk(BiFunction<String, Map<String, String>, FnContainer> start) throws Exception {
    folder = Files.createTempDirectory("oo-walk-");
    fn = new FnDeployment(folder, start);
    gateway = fn.gateway;
    oo = new Oo(Oo.TREE, Map.of("OO_FN", gateway.address()));
    fn.settings.putAll(oo.settings());
    fn.settings.put("SITE_ORIGIN", oo.server.baseUrl());
    assertThat(fn.create())
        .endsWith(FnTable.read().rows().size() + " created, 0 updated, 0 deleted, 0 as they were.");
  }

  /** A person's whole way, through every function; each line that a container wrote is ours. */
  public void goThroughEveryFunction() throws Exception {
    try {
      walk();
    } catch (AssertionError e) {
      gateway.logs().forEach(System.err::println);
      throw e;
    }
    gateway.logs().forEach(log -> LogLines.of(log, EMAIL));
  }

  /** An account of that many tasks is read in full, and no container ends by it. */
  public void readAnAccountOf(int tasks) {
    oo.todoist().accountWithTasks(EMAIL, tasks);
    gateway.warm("begin_sign_in", "finish_sign_in", "begin_oauth", "finish_oauth", "fetch_signals");
    var person = new HttpPerson(oo);
    Oo.eventually(() -> person.signIn(EMAIL));
    Oo.eventually(
        () -> assertThat(person.connectOnly(EMAIL)).doesNotContain("problem").contains("connect"));
    Retry.within(Duration.ofMinutes(3))
        .until(() ->
            assertThat(oo.count("select count(*) from candidate"))
                .as("%s", gateway.logs())
                .isEqualTo(tasks));
    gateway.logs().forEach(log -> LogLines.of(log, EMAIL));
  }

  @Override
  public void close() throws Exception {
    oo.close();
    fn.close();
    FileUtils.deleteDirectory(folder.toFile());
  }

  private void walk() throws Exception {
    TodoistControl.User account = oo.todoist().emptyAccount(EMAIL);
    for (int i = 0; i < 3; i++) {
      oo.todoist().add(account.id(), "Task " + i);
    }
    gateway.warm("begin_sign_in", "finish_sign_in", "refresh_session", "sign_out");
    // Again when it fails: on a busy machine a first call to Google can take too long, as it may
    // there.
    var person = new HttpPerson(oo);
    Oo.eventually(() -> person.signIn(EMAIL));
    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isEqualTo(204);
    assertThat(person.post("/api/auth/sign-out", Map.of()).status()).isEqualTo(204);
    // The cookie of the attempt stays: for two minutes it answers a repeated callback.
    assertThat(person.cookies.keySet()).allMatch(name -> name.startsWith(Cookies.ATTEMPT));
    gateway.warm("list_connectors", "begin_oauth", "finish_oauth", "profile");
    Oo.eventually(() -> person.signIn(EMAIL));
    Oo.eventually(
        () -> assertThat(person.connectOnly(EMAIL)).doesNotContain("problem").contains("connect"));
    Oo.eventually(
        () -> assertThat(person.connection().path("state").asString("")).isEqualTo("live"));
    assertThat(person.get("/api/me").json().path("email").asString()).isEqualTo(EMAIL);

    gateway.warm("recommend", "complete", "undo", "not_now");
    String tip = person.tip();
    UUID event = UUID.randomUUID();
    assertThat(person.complete(tip, event).status()).isEqualTo(200);
    assertThat(person.undo(tip, event).status()).isEqualTo(200);
    assertThat(person.notNow(person.tip()).status()).isEqualTo(200);
    assertThat(person.complete(person.tip()).status()).isEqualTo(200);
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(account)).hasSize(2));

    gateway.warm("request_fetch", "list_connectors");
    person.fetch();
    for (String schedule : new String[] {"schedule_fetches", "sweep_outbox", "purge_expired"}) {
      assertThat(oo.server.calls().tick(schedule)).as(schedule).isTrue();
    }
    gateway.warm(
        "auth_health",
        "connect_callback_health",
        "fetch_signals_health",
        "recommend_health",
        "complete_tip_health");
    for (String module : Oo.MODULES) {
      assertThat(person.get("/api/" + module + "/health").status()).as(module).isEqualTo(200);
    }
    gateway.warm("end_session", "report_violation", "report_error");
    var elsewhere = new HttpPerson(oo);
    Oo.eventually(() -> elsewhere.signIn(EMAIL));
    person
        .get("/api/me")
        .json()
        .path("sessions")
        .forEach(session -> {
          if (!session.path("current").asBoolean(false)) {
            String path = "/api/me/sessions/" + session.path("id").asString();
            assertThat(person.delete(path).status()).isEqualTo(204);
          }
        });
    assertThat(elsewhere.get("/api/me").status()).isEqualTo(401);
    assertThat(
            person
                .raw(
                    "POST",
                    "/api/reports",
                    Map.of("Content-Type", "application/csp-report"),
                    "{\"csp-report\":{\"blocked-uri\":\"inline\"}}")
                .status())
        .isEqualTo(204);
    var error =
        Map.of(
            "page",
            "/tip.html",
            "name",
            "Error",
            "message",
            "",
            "stack",
            List.of("/js/tip.js:1:1"));
    assertThat(person.post("/api/errors", error).status()).isEqualTo(204);
    gateway.warm("change_profile", "sweep_outbox", "send_mail", "open_mail_stop", "stop_mail");
    aMailIsSentAndStopped(person);
    gateway.warm("export_profile", "disconnect", "delete_profile", "list_connectors");
    exportIsDownloaded(person);

    String connection = person.connection().path("id").asString();
    assertThat(person.delete("/api/connections/" + connection).status()).isEqualTo(202);
    Oo.eventually(() -> assertThat(oo.count("select count(*) from revocation")).isZero());
    assertThat(person.delete("/api/me").status()).isEqualTo(202);
    Oo.eventually(() -> assertThat(oo.count("select count(*) from app_user")).isZero());

    assertThat(gateway.called())
        .containsExactlyInAnyOrderElementsOf(
            FnTable.read().rows().stream().map(FnTable.Row::name).collect(Collectors.toSet()));
    assertThat(oo.count("select count(*) from oo_runtime.message where queue like '%DeadLetters'"))
        .isZero();

    gateway.apps.deleteApp("oo");
    gateway.restart();
    HttpPerson.Answer none = person.get("/api/me");
    assertThat(none.status()).isEqualTo(503);
    assertThat(none.json().path("code").asString()).isEqualTo("function_unavailable");
    assertThat(oo.server.calls().tick("sweep_outbox")).isFalse();
  }

  private void aMailIsSentAndStopped(HttpPerson person) {
    var wishes = Map.of("mail", Map.of("reconnect", true, "session_reuse", true));
    assertThat(person.send("PATCH", "/api/me", wishes).status()).isEqualTo(204);
    oo.execute(
        """
        insert into mail (user_id, mail_id, kind, state, due_at, traceparent, created_at)
        select user_id, gen_random_uuid(), 'session_reuse', 'waiting', oo_now(),
               '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', oo_now()
        from app_user where email = '%s'
        """
            .formatted(EMAIL));
    assertThat(oo.server.calls().tick("sweep_outbox")).isTrue();
    Oo.eventually(() -> assertThat(oo.mailbox().mails()).hasSize(1));
    String stop = oo.mailbox().mails().getFirst().stop().substring(oo.at("").length());
    assertThat(person.raw("GET", stop, Map.of(), "").status()).isEqualTo(303);
    assertThat(person.raw("POST", stop, Map.of(), "List-Unsubscribe=One-Click").status())
        .isEqualTo(204);
  }

  private static void exportIsDownloaded(HttpPerson person) throws Exception {
    HttpPerson.Answer exported = person.post("/api/me/export", Map.of());
    assertThat(exported.status()).as(exported.http().body()).isEqualTo(200);
    URI link = URI.create(exported.json().path("url").asString());
    HttpResponse<String> download = get(link);
    assertThat(download.statusCode()).isEqualTo(200);
    assertThat(download.body()).contains(EMAIL);
    assertThat(get(URI.create(link + "0")).statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
