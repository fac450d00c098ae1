package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import oo.contract.Json;
import oo.host.base.Secrets;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemathesis sends what openapi.yaml allows, and what it forbids, to every operation, and each
 * answer is as openapi.yaml says. It is skipped where Schemathesis is not installed.
 */
final class SchemathesisIT {
  @RegisterExtension static final SharedOo SHARED = SharedOo.withoutBrowser();

  private static final Path FOLDER = Oo.TREE.resolve("localstack/tests/journey/schemathesis");
  private static final Path PROGRAM = Oo.TREE.resolve(".oo/schemathesis/bin/schemathesis");
  private static final Path CONTRACT =
      Oo.TREE.resolve("functions/common/contract/src/main/resources/openapi.yaml");

  private final AtomicInteger people = new AtomicInteger();

  @TempDir Path folder = Path.of("");

  @Test
  void everyAnswerToAStrangerIsAsTheContractSays() throws IOException {
    assertThat(checked(Map.of())).contains("recommend 401", "auth_health 200");
  }

  /** Each operation is also answered with its success, so that more than refusals is checked. */
  @Test
  void everyAnswerToASignedInPersonIsAsTheContractSays() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext("/", this::person);
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";

      assertThat(checked(Map.of("OO_PEOPLE", address))).containsAll(OpenApi.read().successes());
    } finally {
      server.stop(0);
    }
  }

  /** Runs every check with every operation, and returns the operations with their statuses. */
  private Set<String> checked(Map<String, String> more) throws IOException {
    assumeTrue(
        Files.isExecutable(PROGRAM),
        "Schemathesis is not installed (./oo test installs it where Python 3.11 is)");
    Path reached = folder.resolve("reached");
    var environment = new HashMap<>(more);
    environment.put("OO_SITE", SHARED.oo().server.baseUrl());
    environment.put("OO_REACHED", reached.toString());
    environment.put("SCHEMATHESIS_HOOKS", "hooks");
    environment.put("PYTHONPATH", FOLDER.toString());
    environment.put("NO_COLOR", "1");
    ClientTools.Run run =
        ClientTools.run(
            folder,
            "",
            environment,
            PROGRAM.toString(),
            "--config-file",
            FOLDER.resolve("schemathesis.toml").toString(),
            "run",
            CONTRACT.toString(),
            "--url",
            SHARED.oo().server.baseUrl(),
            "--checks",
            "all");
    assertThat(run.status()).as(run.output()).isZero();
    return new HashSet<>(Files.readAllLines(reached));
  }

  private void person(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] made = Json.mapper().writeValueAsBytes(made());
      exchange.sendResponseHeaders(200, made.length);
      exchange.getResponseBody().write(made);
    }
  }

  private Map<String, Object> made() {
    String email = "schemathesis-" + people.incrementAndGet() + "@example.com";
    TodoistControl.User account = SHARED.oo().todoist().emptyAccount(email);
    for (String title : List.of("Water the plants", "Call the dentist", "Buy bread")) {
      SHARED.oo().todoist().add(account.id(), title);
    }
    HttpPerson person = SHARED.person().signIn(email).connect(email);
    var me = person.get("/api/me").json();
    String token = Secrets.random();
    SHARED
        .oo()
        .execute(
            """
            insert into mail (user_id, mail_id, kind, state, due_at, stop_hashes, traceparent, created_at)
            values ('%s', gen_random_uuid(), 'reconnect', 'sent', oo_now(), array['\\x%s'::bytea], '-', oo_now())
            """
                .formatted(
                    me.path("user_id").asString(), HexFormat.of().formatHex(Secrets.hash(token))));
    return Map.of(
        "cookies",
        person.cookies,
        "ids",
        Map.of(
            "user", me.path("user_id").asString(),
            "session", me.path("sessions").path(0).path("id").asString(),
            "connection", person.connection().path("id").asString(),
            "tip", person.tip(),
            "mail", token));
  }
}
