package oo.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import oo.host.base.AotCacheCheck;
import oo.host.base.EssentialThread;
import oo.host.base.LibraryLogs;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.NeedsOperator;
import oo.host.base.Settings;
import oo.server.settings.ServerSettings;
import oo.template.TemplateRefused;

/**
 * The server as a process: {@code TREE DATA [--supervised]}. Settings are its environment and the
 * files that this names ({@link ServerSettings}). It starts no stand-in.
 *
 * <p>It ends with 2 and one sentence when it cannot start until its operator acts. What starts it
 * again should pause: a lock of another process goes by itself, little else does.
 *
 * <p>Supervised, it takes any free port, says which in the first line that it writes, and ends when
 * its standard input does: a killed supervisor leaves no server behind.
 */
public final class Main {
  /** Before the port, in the line that says that it serves. */
  public static final String READY = "oo-ready ";

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    AotCacheCheck.orExit();
    LibraryLogs.ofProcess();
    boolean supervised = List.of(arguments).contains("--supervised");
    EssentialThread.run(() -> serve(Path.of(arguments[0]), Path.of(arguments[1]), supervised));
  }

  private static void serve(Path tree, Path data, boolean supervised) {
    try {
      Map<String, String> environment = ServerSettings.ofServer(System.getenv());
      var settings = new Settings(environment);
      var config = ServerConfig.of(tree, data, environment);
      Server server =
          Server.start(
              supervised
                  ? config.supervised()
                  : config.at(
                      settings.optional("OO_ADDRESS").orElse("127.0.0.1"),
                      ServerSettings.port(settings.optional("OO_PORT"), 0)));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      server.stopped().thenAccept(Main::refused);
      System.out.println(READY + server.port());
      if (supervised) {
        untilAlone();
        System.exit(0);
      }
      Thread.currentThread().join();
    } catch (MissingSettings
        | MissingSetting
        | TemplateRefused
        | Server.PortTaken
        | NeedsOperator
        | InterruptedException e) {
      refused(e);
    }
  }

  private static void refused(Exception reason) {
    System.err.println(reason.getMessage());
    System.exit(2);
  }

  private static void untilAlone() {
    try {
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Gone, too.
    }
  }
}
