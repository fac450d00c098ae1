package oo.dev.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import oo.contract.Json;
import oo.host.base.LibraryLogs;
import oo.postgres.Aside;
import oo.postgres.DurableServer;
import oo.server.settings.PrivateFile;
import oo.template.Architecture;
import oo.template.Template;
import oo.template.TemplateReader;

/**
 * Writes the files behind two links. {@code localstack/env.json} has the variables that the SAM CLI
 * gives a function: with them a function in its container has the keys, the database and the
 * stand-ins of {@code ./oo run}. {@code infra/samconfig.toml} lets the SAM CLI run the containers
 * of this machine's architecture; it deploys without it.
 */
public final class SamEnvironment {
  /** The host's name in a container, where Docker runs in a virtual machine. */
  private static final String MACHINE = "host.docker.internal";

  /** Addresses that a function calls; a browser uses the others. */
  private static final Set<String> BACK_CHANNELS =
      Set.of("DATABASE_URL", "GOOGLE_BACK_CHANNEL", "TODOIST_BACK_CHANNEL");

  private SamEnvironment() {}

  /** Given the tree's folder, writes the file if there is none yet, and makes missing keys. */
  public static void main(String[] arguments) {
    LibraryLogs.quiet();
    var tree = new Tree(Path.of(arguments[0]));
    if (Files.exists(tree.samEnvironment()) && Files.exists(tree.samConfig())) {
      return;
    }
    LocalSettings settings = LocalSettings.of(tree, System.getenv());
    settings.make(DurableServer.settings(tree.postgres()));
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
    Aside.unlessFile(tree.samEnvironment());
    Aside.unlessFile(tree.samConfig());
    PrivateFile.write(
        tree.samEnvironment(),
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(Map.of("Parameters", known)));
    PrivateFile.write(tree.samConfig(), config(System.getProperty("os.arch")));
  }

  static String config(String machine) {
    String architecture = Architecture.of(machine);
    return """
    version = 0.1
    [default.local_invoke.parameters]
    parameter_overrides = "Architecture=%s"
    [default.local_start_api.parameters]
    parameter_overrides = "Architecture=%s"
    """
        .formatted(architecture, architecture);
  }

  private static String at(String machine, String address) {
    return address.replaceFirst("//(localhost|127\\.0\\.0\\.1|\\[::1])(?=[:/])", "//" + machine);
  }
}
