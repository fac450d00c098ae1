package oo.images.training;

import java.util.List;

/**
 * Trains the AOT cache of a module's image: calls the function that people wait for, with events
 * that succeed and one that is refused, against a database and a queue of this process.
 */
public final class Training implements AutoCloseable {
  private static final int CALLS = 20;

  private final TrainingEnvironment environment = new TrainingEnvironment(TrainingDatabase.start());

  /**
   * Starts an image's command as Lambda does, calls the module's function, and stops the process: a
   * JVM writes its cache when it ends.
   *
   * @param module its folder's name
   * @param command the image's entry point, with the flags that write a cache
   * @return what the process wrote
   * @throws IllegalStateException when a call gets no answer
   */
  public String run(String module, List<String> command) {
    String function = function(module);
    SampleUser user = environment.user(Operation.COMPLETE);
    try (var process = ImageProcess.start(function, command, environment.settings(function))) {
      for (int i = 0; i < CALLS; i++) {
        process.call(event(module, user.token(TrainingEnvironment.SITE)));
      }
      if (!module.equals("maintenance")) {
        process.call(event(module, "no token"));
      }
      return process.stop();
    } finally {
      environment.queue.drain();
    }
  }

  /**
   * Starts the server's command, opens pages and calls functions as they do, and stops the process.
   *
   * @return what the process wrote
   * @throws IllegalStateException when it does not start, or an answer is an unexpected one
   */
  public String runServer(List<String> command) {
    SampleUser user = environment.user(Operation.COMPLETE);
    try (var server = ServerProcess.start(command, environment.serverSettings())) {
      for (String page : List.of("/", "/tip.html", "/connect.html", "/js/tip.js")) {
        server.expect(200, "GET", page, "", "");
      }
      for (String module : List.of("auth", "fetch-signals", "recommend", "complete-tip")) {
        server.call("GET", "/api/" + module + "/health", "", "");
      }
      server.expect(401, "GET", "/api/me", "no token", "");
      String token = user.token(server.site());
      for (int i = 0; i < CALLS; i++) {
        server.expect(200, "GET", "/api/me", token, "");
        server.expect(200, "GET", "/api/connectors", token, "");
        server.expect(200, "POST", "/api/recommend", token, SampleEvents.RECOMMEND);
        server.expect(200, "POST", SampleEvents.COMPLETE_PATH, token, SampleEvents.COMPLETE);
      }
      return server.stop();
    }
  }

  private static String function(String module) {
    return switch (module) {
      case "auth" -> "profile";
      case "connect-callback" -> "list_connectors";
      case "fetch-signals" -> "request_fetch";
      case "recommend" -> "recommend";
      case "complete-tip" -> "complete";
      case "maintenance" -> "sweep_outbox";
      default -> throw new IllegalArgumentException("No function to train is known for " + module);
    };
  }

  private static byte[] event(String module, String token) {
    return switch (module) {
      case "auth" -> SampleEvents.http("GET", "/api/me", token, TrainingEnvironment.SITE, "");
      case "connect-callback" ->
          SampleEvents.http("GET", "/api/connectors", token, TrainingEnvironment.SITE, "");
      case "fetch-signals" ->
          SampleEvents.http("POST", "/api/signals/fetch", token, TrainingEnvironment.SITE, "{}");
      case "recommend" -> SampleEvents.of(Operation.RECOMMEND, token, TrainingEnvironment.SITE);
      case "complete-tip" -> SampleEvents.of(Operation.COMPLETE, token, TrainingEnvironment.SITE);
      default -> SampleEvents.tick();
    };
  }

  @Override
  public void close() {
    environment.close();
  }
}
