package oo.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import oo.contract.Json;
import oo.dev.supervisor.SmallJvm;
import oo.images.training.SampleUser;
import oo.images.training.TrainingEnvironment;
import oo.tests.journey.Backends;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Loopback;
import tools.jackson.databind.JsonNode;

/**
 * A revision's server in a process, as {@code ./oo run} starts it, on a database with that
 * revision's schema. Google and Todoist are this tree's stand-ins for every revision.
 */
final class ServerProcess implements AutoCloseable {
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration START = Duration.ofMinutes(1);
  private static final Pattern HEAP_USED =
      Pattern.compile(
          "(?i)(?:DefNew|def new generation|tenured(?: generation)?) +total \\d+K, used (\\d+)K");
  private static final String RECOMMEND = "{\"context\":{\"zone\":\"Europe/Berlin\"}}";

  final Backends backends = Backends.create();
  final TrainingEnvironment environment;
  final String origin;
  private final Process process;
  private final Path log = Files.createTempFile("oo-bench-server-", ".log");
  private final Path data = Files.createTempDirectory("oo-bench-data-");

  /** Without rate limits: one machine plays many people. */
  ServerProcess(Revision revision) throws IOException, InterruptedException {
    this(revision, "off");
  }

  /**
   * @param limits how the rate limits differ from the product's; empty for as they are
   */
  ServerProcess(Revision revision, String limits) throws IOException, InterruptedException {
    environment = new TrainingEnvironment(revision.database());
    int port = Loopback.freePort();
    origin = "http://localhost:" + port;
    backends.registerOrigin(origin);
    ProcessBuilder builder =
        SmallJvm.of(
                "512m",
                revision.serverClassPath(),
                settings(port, limits),
                revision.serverMain(),
                revision.tree().toString(),
                data.toString())
            .directory(revision.tree().toFile())
            .redirectOutput(log.toFile());
    process = builder.start();
    try {
      awaitReady();
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  private Map<String, String> settings(int port, String limits) {
    var settings = new HashMap<>(backends.settings());
    Map<String, String> functions = environment.settings("");
    for (String name :
        List.of(
            "DATABASE_USER", "DATABASE_PASSWORD", "SESSION_PUBLIC_KEYS", "SESSION_PRIVATE_KEYS")) {
      settings.put(name, functions.get(name));
    }
    // As ./oo run, which has no pooler in between.
    settings.put(
        "DATABASE_URL",
        functions.get("DATABASE_URL").replace("prepareThreshold=0", "prepareThreshold=5"));
    settings.put("SITE_ORIGIN", origin);
    settings.put("LIMITS", "off"); // One user makes thousands of calls.
    settings.put("OO_PORT", String.valueOf(port));
    settings.put("LIMITS", limits);
    return settings;
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!answers(origin)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("The server does not start: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
  }

  /** Whether the first page and a function behind it answer. */
  static boolean answers(String origin) throws InterruptedException {
    try {
      for (String path : List.of("/", "/api/recommend/health")) {
        var request =
            HttpRequest.newBuilder(URI.create(origin + path)).timeout(Duration.ofSeconds(20));
        if (HTTP.send(request.build(), BodyHandlers.discarding()).statusCode() != 200) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A person who signs in and connects by the stand-ins. */
  HttpPerson person() {
    return new HttpPerson(origin, () -> lastLine("outcome").map(Object::toString).orElse(""));
  }

  String cookies(SampleUser user) {
    return "__Host-oo-access=" + user.token(origin);
  }

  HttpRequest recommend(String cookies) {
    return post("/api/recommend", cookies, RECOMMEND);
  }

  HttpRequest post(String path, String cookies, String body) {
    return HttpRequest.newBuilder(URI.create(origin + path))
        .timeout(Duration.ofSeconds(20))
        .headers("X-OO", "1", "Origin", origin, "Cookie", cookies)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /**
   * @throws IllegalStateException when the status is not 2xx
   */
  static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(request.uri() + " answered " + response.body());
    }
    return response;
  }

  /** The newest log line of an operation. */
  Optional<JsonNode> lastLine(String operation) {
    try {
      return Files.readAllLines(log).reversed().stream()
          .filter(line -> line.startsWith("{") && line.contains("\"" + operation + "\""))
          .map(Json.mapper()::readTree)
          .findFirst();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** MB that the server's objects take after a garbage collection. */
  double heapAfterCollection() throws IOException {
    jcmd("GC.run");
    return HEAP_USED
            .matcher(jcmd("GC.heap_info"))
            .results()
            .mapToLong(used -> Long.parseLong(used.group(1)))
            .sum()
        / 1024.0;
  }

  private String jcmd(String command) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked = new ProcessBuilder(jcmd, String.valueOf(process.pid()), command).start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  void sql(String text) {
    environment.database.run(tx -> tx.sql(text).update());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    environment.close();
    backends.close();
    Files.deleteIfExists(log);
  }
}
