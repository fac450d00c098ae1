package oo.images.training;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome;

/**
 * What the AOT cache of a module's image is trained with: the function of it that people wait for,
 * called by a few events that go well and one that does not, against a database and a queue of this
 * process.
 */
public final class Training implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int CALLS = 20;

  private final World world = new World();

  /**
   * Starts an image's command as Lambda does, calls the module's function, and ends the process, so
   * that a JVM which is to write a cache does.
   *
   * @param module its folder's name
   * @param command what the image starts, with the flags that make it train
   * @return what the process wrote
   * @throws IllegalStateException when a call comes to anything but what was expected
   */
  public String run(String module, List<String> command) {
    String function = function(module);
    Person person = world.person(Operation.COMPLETE);
    var environment = new HashMap<>(world.environment(function));
    environment.putAll(world.more());
    var config =
        FunctionConfig.of(function, java.nio.file.Path.of("/"), "by the image")
            .environment(environment)
            .timeout(PATIENCE)
            .memory(1024)
            .command(command);
    try (var process = LambdaProcess.start(config)) {
      for (int i = 0; i < CALLS; i++) {
        answered(module, process.invoke(event(module, person.token())));
      }
      if (!module.equals("maintenance")) {
        answered(module, process.invoke(event(module, "nobody's")));
      }
      process.stop(PATIENCE);
      return process.log();
    } finally {
      world.queue.taken();
    }
  }

  private static void answered(String module, Invocation call) {
    if (!(call.outcome() instanceof Outcome.Answered)) {
      throw new IllegalStateException(module + ": " + call.outcome() + "\n" + call.log());
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
      default -> throw new IllegalArgumentException("Nobody knows what " + module + " is for");
    };
  }

  private static byte[] event(String module, String token) {
    return switch (module) {
      case "auth" -> Event.http("GET", "/api/me", token, World.SITE, "");
      case "connect-callback" -> Event.http("GET", "/api/connectors", token, World.SITE, "");
      case "fetch-signals" -> Event.http("POST", "/api/signals/fetch", token, World.SITE, "{}");
      case "recommend" -> Event.of(Operation.RECOMMEND, token, World.SITE);
      case "complete-tip" -> Event.of(Operation.COMPLETE, token, World.SITE);
      default -> Event.tick();
    };
  }

  @Override
  public void close() {
    world.close();
  }
}
