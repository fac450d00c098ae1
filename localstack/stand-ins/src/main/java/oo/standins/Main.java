package oo.standins;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import oo.standins.oauth.OAuthClient;

/** Runs the stand-ins alone, until the process ends. */
public final class Main {
  private static final String USAGE =
      "usage: [--google-port N] [--todoist-port N] [--folder DIR] [--site ORIGIN] [--listen A,B]";
  private static final Set<String> OPTIONS =
      Set.of("--google-port", "--todoist-port", "--folder", "--site", "--listen");
  private static final String ID = "oo-local";
  private static final String SECRET = "oo-local-secret";

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
        System.err.println(USAGE);
        System.exit(2);
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    String folder = options.get("--folder");
    String site = options.getOrDefault("--site", "http://localhost:8080");
    StandInsConfig config =
        (folder == null ? StandInsConfig.inMemory() : StandInsConfig.in(Path.of(folder)))
            .addresses(options.getOrDefault("--listen", "127.0.0.1").split(",", -1))
            .ports(
                Integer.parseInt(options.getOrDefault("--google-port", "8081")),
                Integer.parseInt(options.getOrDefault("--todoist-port", "8082")))
            .googleClient(OAuthClient.of(ID, SECRET, site + "/api/auth/google/callback"))
            .todoistClient(OAuthClient.of(ID, SECRET, site + "/api/connectors/todoist/callback"));
    try {
      StandIns standIns = StandIns.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(standIns::close));
      System.out.println(
          "Google at " + standIns.googleBase() + ", Todoist at " + standIns.todoistBase());
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Thread.currentThread().join();
  }
}
