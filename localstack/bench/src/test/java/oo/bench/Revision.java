package oo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.images.training.TrainingDatabase;
import org.flywaydb.core.Flyway;

/**
 * A built tree of oO. Nothing of it is called from here but what it deploys and starts, so an older
 * layout is as good.
 *
 * @param name e.g. {@code 01f7c52}
 */
record Revision(String name, Path tree) {
  private static final Pattern HANDLER = Pattern.compile("(?m)^ *Handler: *(\\S+)");

  /** The server's main class, by the source that it has in a layout of the tree. */
  private static final Map<String, String> SERVERS =
      Map.of(
          "infra/server/src/main/java/oo/server/Main.java", "oo.server.Main",
          "localstack/runtime/src/main/java/oo/runtime/Main.java", "oo.runtime.Main");

  /** The modules that have the server's class path, in a layout of the tree. */
  private static final List<String> RUNNERS = List.of("localstack/dev", "localstack/runtime");

  /** The tree that this runs from; the launcher has built it. */
  static Revision current(Path tree) {
    return new Revision("this tree", tree);
  }

  /** Checked out in a git worktree below {@code .oo}, and built there once. */
  static Revision checkedOut(Path tree, String revision) throws IOException, InterruptedException {
    String id = output(tree, "git", "rev-parse", "--short=12", "--verify", revision + "^{commit}");
    Path worktree = tree.resolve(".oo/against/" + id);
    if (!Files.isDirectory(worktree)) {
      output(tree, "git", "worktree", "add", "--detach", worktree.toString(), id);
    }
    Path built = worktree.resolve(".oo/bench-built");
    if (!Files.exists(built)) {
      System.out.println("Building " + revision + " in " + worktree + " ...");
      output(worktree, "./oo", "build");
      Files.createDirectories(built.getParent());
      Files.writeString(built, "");
    }
    return new Revision(revision, worktree);
  }

  /** The artefact of a module, as it is deployed. */
  Path artefact(String module) {
    return found(module + ".zip", "target");
  }

  /** What Lambda calls, by the template. */
  String handler() throws IOException {
    var handler = HANDLER.matcher(Files.readString(tree.resolve("infra/sam-template.yaml")));
    if (!handler.find()) {
      throw new IllegalStateException(name + ": infra/sam-template.yaml names no handler");
    }
    return handler.group(1);
  }

  /** A database with the schema of this revision. */
  TrainingDatabase database() {
    Path schema = found("V1__schema.sql", "migration").resolveSibling("");
    if (!schema.toString().contains("/src/")) {
      throw new IllegalStateException("No migrations in the sources: " + schema);
    }
    return TrainingDatabase.start(source ->
        Flyway.configure()
            .dataSource(source)
            .locations("filesystem:" + schema)
            .loggers("slf4j")
            .load()
            .migrate());
  }

  String serverMain() {
    return SERVERS.entrySet().stream()
        .filter(server -> Files.exists(tree.resolve(server.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " has no server that is known here"));
  }

  /** As {@code ./oo build} left it: native libraries are found beside the jars of our modules. */
  String serverClassPath() {
    for (String runner : RUNNERS) {
      Path built = tree.resolve(runner).resolve("target");
      Path list = built.resolve("classpath");
      try {
        if (Files.exists(list)) {
          return Files.readString(list).strip();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (Files.isDirectory(built.resolve("stack"))) {
        return built + "/*:" + built + "/stack/*";
      }
    }
    throw new IllegalStateException(name + " was not built by ./oo build");
  }

  /** The file of that name in a folder of that name, below functions. */
  private Path found(String file, String folder) {
    try (Stream<Path> files = Files.walk(tree.resolve("functions"), 10)) {
      return files
          .filter(path -> path.endsWith(Path.of(folder, file)))
          .filter(path -> folder.equals("target") || !path.toString().contains("/target/"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(name + " has no " + folder + "/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command prints; a failure throws with it. */
  static String output(Path folder, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ":\n" + output);
    }
    return output;
  }
}
