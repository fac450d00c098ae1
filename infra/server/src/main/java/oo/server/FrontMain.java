package oo.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import oo.host.base.InvocationLog;
import oo.host.base.LibraryLogs;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.server.front.Front;
import oo.server.front.FrontConfig;

/**
 * The front alone, before an API that is deployed to an emulator of AWS: {@code SITE STAGE}, the
 * pages' folder and a file that has the stage's path below {@code OO_GATEWAY}. The deployment
 * writes that file, and each call reads it: a new one has another path.
 */
public final class FrontMain {
  private FrontMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LibraryLogs.ofProcess();
    Map<String, String> environment = System.getenv();
    try {
      var settings = new Settings(environment);
      SiteOrigin site = settings.siteOrigin();
      URI gateway =
          URI.create(settings.required("OO_GATEWAY", "Where the emulator is: http://HOST:PORT."));
      Path stage = Path.of(arguments[1]);
      Front front =
          Front.open(
              new FrontConfig(
                  Path.of(arguments[0]),
                  environment.getOrDefault("OO_ADDRESS", "127.0.0.1"),
                  Integer.parseInt(environment.getOrDefault("OO_PORT", "8080")),
                  false));
      Runtime.getRuntime().addShutdownHook(new Thread(front::close));
      front.serve(() -> read(stage).map(gateway::resolve), InvocationLog.to(System.out), site);
      System.out.println("oO is at " + site.value());
    } catch (MissingSetting e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    Thread.currentThread().join();
  }

  private static Optional<String> read(Path stage) {
    try {
      return Optional.of(Files.readString(stage).strip()).filter(path -> path.startsWith("/"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
