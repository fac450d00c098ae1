package oo.dev.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import oo.contract.Json;
import oo.postgres.DurableServer;
import oo.server.LibraryLogs;
import oo.template.Template;
import oo.template.TemplateReader;

/**
 * What {@code localstack/env.json} is a link to: the variables that the SAM CLI gives a function,
 * so that in its container it has the keys of {@code ./oo run}, and finds its database and
 * stand-ins.
 */
public final class SamEnvironment {
  /** How a container names the machine where Docker has a machine of its own. */
  private static final String MACHINE = "host.docker.internal";

  /** Asked by a function; every other address is a browser's. */
  private static final Set<String> BACK_CHANNELS =
      Set.of("DATABASE_URL", "GOOGLE_BACK_CHANNEL", "TODOIST_BACK_CHANNEL");

  private SamEnvironment() {}

  /** With the tree's folder: writes it when nothing has run yet, with keys made if need be. */
  public static void main(String[] arguments) {
    LibraryLogs.quiet();
    var tree = new Tree(Path.of(arguments[0]));
    if (Files.exists(tree.samEnvironment())) {
      return;
    }
    LocalSettings settings = LocalSettings.of(tree, System.getenv());
    settings.make(DurableServer.settings(tree.state().resolve("postgres")));
    Providers.foresee(tree, settings);
    write(tree, settings);
  }

  static void write(Tree tree, LocalSettings settings) {
    Template template = TemplateReader.read(tree.template());
    String machine = settings.listening().stream().skip(1).findFirst().orElse(MACHINE);
    var known = new TreeMap<String, String>();
    for (String module : template.modules()) {
      for (String name : template.environment(module).keySet()) {
        String value = settings.value(name);
        if (!value.isBlank()) {
          known.put(name, BACK_CHANNELS.contains(name) ? at(machine, value) : value);
        }
      }
    }
    PrivateFile.write(
        tree.samEnvironment(),
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(Map.of("Parameters", known)));
  }

  private static String at(String machine, String address) {
    return address.replaceFirst("//(localhost|127\\.0\\.0\\.1|\\[::1])(?=[:/])", "//" + machine);
  }
}
