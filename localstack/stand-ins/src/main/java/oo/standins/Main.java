package oo.standins;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import oo.standins.oauth.OAuthClient;

/**
 * The stand-ins alone, until the process ends: {@code [--google-port N] [--todoist-port N]
 * [--folder DIR] [--site ORIGIN] [--listen ADDRESS,ADDRESS]}.
 */
public final class Main {

  private static final String ID = "oo-local";
  private static final String SECRET = "oo-local-secret";

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        System.err.println(
            "usage: [--google-port N] [--todoist-port N] [--folder DIR] [--site ORIGIN] [--listen A,B]");
        System.exit(2);
      }
      options.put(arguments[i].substring(2), arguments[i + 1]);
    }
    String site = options.getOrDefault("site", "http://localhost:8080");
    StandInsConfig config =
        StandInsConfig.inMemory()
            .seeded(true)
            .addresses(options.getOrDefault("listen", "127.0.0.1").split(",", -1))
            .ports(
                Integer.parseInt(options.getOrDefault("google-port", "8081")),
                Integer.parseInt(options.getOrDefault("todoist-port", "8082")))
            .googleClient(OAuthClient.of(ID, SECRET, site + "/api/auth/google/callback"))
            .todoistClient(OAuthClient.of(ID, SECRET, site + "/api/connectors/todoist/callback"));
    if (options.containsKey("folder")) {
      config = config.folder(Path.of(options.get("folder")));
    }
    StandIns standIns;
    try {
      standIns = StandIns.start(config);
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(standIns::close));
    System.out.println(
        "Google at " + standIns.googleBase() + ", Todoist at " + standIns.todoistBase());
    Thread.currentThread().join();
  }
}
