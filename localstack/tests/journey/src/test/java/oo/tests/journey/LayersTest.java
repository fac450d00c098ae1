package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Main code depends downwards only: localstack on infra, infra on functions; and packages have no
 * cycles. Read from the sources and the poms, so that no class path can leave a module out.
 */
final class LayersTest {
  /** The lowest first. */
  private static final List<String> LAYERS = List.of("functions", "infra", "localstack");

  private static final Set<String> GENERATED =
      Set.of(".git", ".oo", "target", "node_modules", "build");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package (oo[\\w.]*);");
  private static final Pattern NAME = Pattern.compile("\\b(oo(?:\\.[a-z][a-z0-9_]*)+)\\.[A-Z*]");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  /**
   * A source of main code.
   *
   * @param path in the tree
   * @param packageName empty for a single-file tool
   */
  private record Source(Path path, String packageName, String code) {
    /** A sample of a guide is copied below functions, the lowest. */
    int layer() {
      return Math.max(0, LAYERS.indexOf(path.getName(0).toString()));
    }
  }

  @Test
  void noSourceNamesALayerAbove() {
    assertThat(upwardImports(sources(Oo.TREE))).isEmpty();
  }

  @Test
  void noModuleDependsOnALayerAbove() {
    List<MavenModule> modules = MavenModule.all();
    Map<String, Integer> layers = new HashMap<>();
    modules.forEach(module -> layers.put(module.artefact(), layer(module)));

    assertThat(layers).as("artefacts").hasSameSizeAs(modules);

    var upwards = new ArrayList<String>();
    for (MavenModule module : modules) {
      module.dependencies().stream()
          .filter(one -> !one.scope().equals("test"))
          .filter(one -> layers.getOrDefault(one.artefact(), 0) > layer(module))
          .forEach(one -> upwards.add(module.name() + " -> " + one.artefact()));
    }
    assertThat(upwards).isEmpty();
  }

  @Test
  void everyModuleAndEveryFolderWithMainCodeIsLookedAt() throws IOException {
    Set<String> declared = new TreeSet<>();
    MavenModule.all().forEach(module -> declared.add(path(module)));
    assertThat(declared).hasSizeGreaterThan(20).allMatch(path -> LAYERS.contains(top(path)));

    Set<String> homes = new TreeSet<>();
    Set<String> strays = new TreeSet<>();
    for (Source source : sources(Oo.TREE)) {
      declared.stream()
          .filter(module -> source.path().startsWith(module))
          .findFirst()
          .ifPresentOrElse(homes::add, () -> strays.add(source.path().toString()));
    }
    strays.removeIf(path -> path.startsWith("docs/samples/"));
    assertThat(strays).as("main code outside of every module").isEmpty();
    assertThat(homes)
        .as("modules with main code, here or in a build inside them")
        .containsAll(
            declared.stream()
                .filter(
                    module -> Files.isDirectory(Oo.TREE.resolve(module).resolve("src/main/java")))
                .toList());
  }

  @Test
  void anUpwardNameIsFound(@TempDir Path tree) throws IOException {
    write(tree, "localstack/dev/src/main/java/oo/dev/Run.java", "package oo.dev; class Run {}");
    write(
        tree,
        "infra/server/src/main/java/oo/server/A.java",
        "package oo.server; import oo.dev.Run;");
    write(
        tree, "infra/server/src/main/java/oo/server/B.java", "package oo.server; oo.dev.Run run;");
    write(tree, "functions/auth/src/main/java/oo/auth/C.java", "package oo.auth; // oo.dev.Run");
    write(tree, "infra/Tool.java", "import oo.dev.*; class Tool {}");

    assertThat(upwardImports(sources(tree)))
        .extracting(complaint -> complaint.substring(0, complaint.indexOf(' ')))
        .containsExactlyInAnyOrder(
            "infra/server/src/main/java/oo/server/A.java",
            "infra/server/src/main/java/oo/server/B.java",
            "infra/Tool.java");
  }

  @Test
  void packagesHaveNoCycles() {
    assertThat(cyclic(sources(Oo.TREE))).isEmpty();
  }

  @Test
  void aCycleThroughARootPackageIsFound(@TempDir Path tree) throws IOException {
    write(tree, "infra/a/src/main/java/oo/a/A.java", "package oo.a; import oo.a.b.B;");
    write(tree, "infra/a/src/main/java/oo/a/b/B.java", "package oo.a.b; import oo.c.C;");
    write(tree, "infra/c/src/main/java/oo/c/C.java", "package oo.c; oo.a.A a;");
    write(tree, "infra/d/src/main/java/oo/d/D.java", "package oo.d; import oo.a.A;");
    write(tree, "infra/e/src/main/java/oo/e/E.java", "package oo.e; class E {}");

    assertThat(cyclic(sources(tree))).containsExactly("oo.a", "oo.a.b", "oo.c");
  }

  /** The packages that import each other in a cycle, and those between two cycles. */
  private static Set<String> cyclic(List<Source> sources) {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Source source : sources) {
      imports
          .computeIfAbsent(source.packageName(), name -> new TreeSet<>())
          .addAll(named(source).toList());
    }
    boolean removed = true;
    while (removed) {
      Set<String> imported = new TreeSet<>();
      imports.values().forEach(imported::addAll);
      Set<String> rest = Set.copyOf(imports.keySet());
      removed =
          imports
              .entrySet()
              .removeIf(entry ->
                  !imported.contains(entry.getKey())
                      || Collections.disjoint(entry.getValue(), rest));
    }
    return imports.keySet();
  }

  /** The other packages of oO that a source names. */
  private static Stream<String> named(Source source) {
    return NAME.matcher(source.code())
        .results()
        .map(match -> match.group(1))
        .filter(named -> !named.equals(source.packageName()))
        .distinct();
  }

  private static List<String> upwardImports(List<Source> sources) {
    Map<String, Integer> layers = new HashMap<>();
    for (Source source : sources) {
      layers.merge(source.packageName(), source.layer(), Math::max);
    }
    var upwards = new ArrayList<String>();
    for (Source source : sources) {
      named(source)
          .filter(named -> layers.getOrDefault(named, 0) > source.layer())
          .forEach(named -> upwards.add(source.path() + " -> " + named));
    }
    return upwards;
  }

  /** Every Java file that is no test's. */
  private static List<Source> sources(Path tree) {
    var found = new ArrayList<Source>();
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
              return GENERATED.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
              Path path = tree.relativize(file);
              boolean main = !path.toString().matches(".*/src/(test|contract)/.*");
              if (main && path.toString().endsWith(".java")) {
                String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
                var declared = PACKAGE.matcher(code);
                found.add(new Source(path, declared.find() ? declared.group(1) : "", code));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String path(MavenModule module) {
    return LAYERS.contains(top(module.name())) ? module.name() : "functions/" + module.name();
  }

  private static int layer(MavenModule module) {
    return LAYERS.indexOf(top(path(module)));
  }

  private static String top(String path) {
    return path.replaceFirst("/.*", "");
  }

  private static void write(Path tree, String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
