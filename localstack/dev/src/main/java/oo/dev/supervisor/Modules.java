package oo.dev.supervisor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The modules that {@code ./oo run} runs, as Maven resolved them: the build writes the class path
 * of each module beside its classes. A saved module of the server's class path is compiled and
 * served; the others run in the supervisor.
 */
final class Modules {
  static final String SERVER = "infra/server";
  private static final String SUPERVISOR = "localstack/dev";

  /**
   * @param libraries the class path that it is compiled with
   * @param needs the folders of the modules on that class path
   */
  record Module(Path folder, List<Path> libraries, Set<Path> needs) {
    static Module in(Path root, Path folder) {
      List<Path> libraries = new ArrayList<>();
      var needs = new LinkedHashSet<Path>();
      for (Path entry : classPath(folder)) {
        Path built = entry.resolveSibling("");
        if (built.startsWith(root) && built.endsWith("target")) {
          // Our module: its classes, as a reload does not change the jar that a build may name.
          libraries.add(built.resolve("classes"));
          needs.add(built.resolveSibling(""));
        } else {
          libraries.add(entry);
        }
      }
      return new Module(folder, libraries, needs);
    }

    private static List<Path> classPath(Path folder) {
      try {
        String entries = Files.readString(folder.resolve("target/classpath")).strip();
        return Stream.of(entries.split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Path sources() {
      return folder.resolve("src/main/java");
    }

    Path resources() {
      return folder.resolve("src/main/resources");
    }

    Path classes() {
      return folder.resolve("target/classes");
    }

    /** Its classes, then its libraries. */
    String classPath() {
      var entries = new ArrayList<>(List.of(classes()));
      entries.addAll(libraries);
      return joined(entries);
    }
  }

  private final List<Module> all;
  private final Module server;

  private Modules(List<Module> all, Module server) {
    this.all = all;
    this.server = server;
  }

  static Modules of(Path root) {
    Module supervisor = Module.in(root, root.resolve(SUPERVISOR));
    var all = new ArrayList<>(List.of(supervisor));
    supervisor.needs().forEach(folder -> all.add(Module.in(root, folder)));
    // A module has more needs than each of them, so this is an order to build.
    all.sort(Comparator.comparingInt(module -> module.needs().size()));
    return new Modules(all, Module.in(root, root.resolve(SERVER)));
  }

  static String joined(List<Path> entries) {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }

  Module server() {
    return server;
  }

  List<Module> all() {
    return all;
  }

  /** The module that a source or a resource belongs to. */
  Optional<Module> owning(Path file) {
    return all.stream().filter(module -> file.startsWith(module.folder())).findFirst();
  }

  boolean serves(Module module) {
    return module.equals(server) || server.needs().contains(module.folder());
  }

  /**
   * The changed modules and their dependents, in an order to compile.
   *
   * @param except the folders of modules to leave out
   */
  List<Module> withDependents(Set<Path> changed, Set<Path> except) {
    return all.stream()
        .filter(module -> !except.contains(module.folder()))
        .filter(module ->
            changed.contains(module.folder())
                || module.needs().stream().anyMatch(changed::contains))
        .toList();
  }
}
