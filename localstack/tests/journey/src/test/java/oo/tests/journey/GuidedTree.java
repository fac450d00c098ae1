package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** A copy of the tree in which the commands of a guide run, and their result is built. */
public final class GuidedTree {
  private static final List<String> COPIED =
      List.of("pom.xml", "docs", "functions", "infra", "static-site");
  private static final Set<String> NOT_COPIED =
      Set.of("target", "node_modules", "python_modules", ".git", ".oo", ".env");

  private final Path root;

  GuidedTree(Path root) {
    this(root, COPIED);
  }

  private GuidedTree(Path root, List<String> parts) {
    this.root = root;
    parts.forEach(this::copy);
  }

  /** Every file of the tree that is not made by a build. */
  public static GuidedTree whole(Path root) {
    try (Stream<Path> parts = Files.list(Oo.TREE)) {
      return new GuidedTree(
          root,
          parts
              .map(part -> part.getFileName().toString())
              .filter(part -> !NOT_COPIED.contains(part))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the modules' classes as this tree's last build made them, for the launcher. */
  public static void copyBuilt(Path root) throws IOException, InterruptedException {
    for (String module : MavenModule.paths()) {
      Path target = Oo.TREE.resolve(module).resolve("target");
      Path copied = root.resolve(Oo.TREE.relativize(target));
      if (Files.exists(target.resolve("classes")) && Files.exists(target.resolve("classpath"))) {
        for (String made : List.of("classes", "native")) {
          if (Files.exists(target.resolve(made))) {
            FileUtils.copyDirectory(target.resolve(made).toFile(), copied.resolve(made).toFile());
          }
        }
        String paths = Files.readString(target.resolve("classpath"));
        Files.writeString(
            copied.resolve("classpath"), paths.replace(Oo.TREE.toString(), root.toString()));
      }
    }
    Path mark = Files.createDirectories(root.resolve(".oo")).resolve("built");
    // The sums of class paths, as the launcher writes them.
    assertThat(
            new ProcessBuilder("cksum", "localstack/dev/target/classpath")
                .directory(root.toFile())
                .redirectOutput(mark.toFile())
                .start()
                .waitFor())
        .isZero();
  }

  Path root() {
    return root;
  }

  /** Runs every command of a page in order. */
  GuidedTree follow(String page) {
    List<String> commands =
        DocumentedBlock.commands(page).stream()
            .filter(block -> block.language().equals("sh"))
            .map(DocumentedBlock::text)
            .toList();
    assertThat(commands).as("commands of " + page).isNotEmpty();
    try {
      Process shell =
          new ProcessBuilder("bash", "-eu", "-c", String.join("\n", commands))
              .directory(root.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(shell.getInputStream().readAllBytes());
      assertThat(shell.waitFor()).as(output).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** The paths of the changed files and the new folders. */
  Set<String> changes() {
    var changes = new TreeSet<String>();
    for (Path file : files(root)) {
      Path relative = root.relativize(file);
      Path before = Oo.TREE.resolve(relative);
      if (Files.isSymbolicLink(before)) {
        continue; // to what the launcher makes
      }
      if (!Files.exists(before)) {
        changes.add(relative.subpath(0, 3) + "/");
      } else if (!read(file).equals(read(before))) {
        changes.add(relative.toString());
      }
    }
    return changes;
  }

  /** The lines that were added to a file. Fails when one was removed. */
  List<String> linesAdded(String file) {
    List<String> before = read(Oo.TREE.resolve(file)).lines().toList();
    var added = new ArrayList<>(read(root.resolve(file)).lines().toList());
    for (String line : before) {
      assertThat(added.remove(line)).as(file + " lost: " + line).isTrue();
    }
    return added;
  }

  /** Compiles a module's sources with this test's class path into a jar. */
  Path jar(String module) {
    return jar(module, "main", List.of());
  }

  /** Compiles a module's tests into a jar. */
  Path testJar(String module, Path main) {
    return jar(module, "test", List.of(main));
  }

  private Path jar(String module, String part, List<Path> more) {
    Path sources = root.resolve(module).resolve("src").resolve(part);
    Path classes = root.resolve(module).resolve("target").resolve(part);
    var arguments = new ArrayList<String>(List.of("-proc:none", "-nowarn", "-parameters"));
    arguments.addAll(List.of("-d", classes.toString(), "-cp", classPath(more)));
    files(sources.resolve("java")).forEach(source -> arguments.add(source.toString()));
    run("javac", arguments);
    Path resources = sources.resolve("resources");
    Path jar = classes.resolveSibling(part + ".jar");
    var packing =
        new ArrayList<>(
            List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
    if (Files.isDirectory(resources)) {
      packing.addAll(List.of("-C", resources.toString(), "."));
    }
    run("jar", packing);
    return jar;
  }

  /** This test's class path after the given paths. */
  static String classPath(List<Path> more) {
    var all = new ArrayList<String>();
    more.forEach(path -> all.add(path.toString()));
    all.add(System.getProperty("java.class.path"));
    return String.join(java.io.File.pathSeparator, all);
  }

  /** A class loader with these jars and this test's class path. */
  static URLClassLoader loader(Path... jars) {
    URL[] urls = Stream.of(jars).map(GuidedTree::url).toArray(URL[]::new);
    return new URLClassLoader(urls, GuidedTree.class.getClassLoader());
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String tool, List<String> arguments) {
    var output = new StringWriter();
    var out = new java.io.PrintWriter(output, true);
    int result =
        ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments.toArray(String[]::new));
    assertThat(result).as(tool + ": " + output).isZero();
  }

  private void copy(String name) {
    for (Path file : files(Oo.TREE.resolve(name))) {
      Path to = root.resolve(Oo.TREE.relativize(file));
      try {
        Files.createDirectories(to.getParent());
        // A link may lead to what no build has written yet.
        Files.copy(file, to, LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Without what a build makes. */
  static List<Path> files(Path folder) {
    var files = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
              return NOT_COPIED.contains(inner.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
