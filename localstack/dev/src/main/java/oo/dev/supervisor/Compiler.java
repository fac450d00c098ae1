package oo.dev.supervisor;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import oo.dev.supervisor.Modules.Module;

/**
 * Compiles modules in this process, without Error Prone: {@code ./oo lint} and the tests are
 * stricter. Replaces the classes of all modules or of none.
 */
final class Compiler {
  private static final int MAX_ERROR_LINES = 8;

  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final Tree tree;

  Compiler(Tree tree) {
    this.tree = tree;
  }

  /**
   * @param modules in an order to compile; an unchanged one is compiled only if an API that it
   *     needs changed
   * @return the errors in a few lines; empty when all modules compiled
   */
  String compile(List<Module> modules, Set<Path> changed) {
    Path fresh = tree.state().resolve("compiled");
    try {
      delete(fresh);
      // The new folder by the old one, which javac must not use: a class may be deleted.
      var compiled = new HashMap<Path, Path>();
      var otherApi = new HashSet<Path>();
      for (Module module : modules) {
        if (!changed.contains(module.folder()) && Collections.disjoint(module.needs(), otherApi)) {
          continue;
        }
        Path into = Files.createDirectories(fresh.resolve(tree.root().relativize(module.folder())));
        String errors = compile(module, into, compiled);
        if (!errors.isEmpty()) {
          return errors;
        }
        copy(module.resources(), into);
        compiled.put(module.classes(), into);
        // An added class cannot break a dependent.
        if (!ClassApi.in(into).entrySet().containsAll(ClassApi.in(module.classes()).entrySet())) {
          otherApi.add(module.folder());
        }
      }
      for (Map.Entry<Path, Path> one : compiled.entrySet()) {
        replace(one.getKey(), one.getValue());
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String compile(Module module, Path into, Map<Path, Path> compiled) throws IOException {
    List<Path> sources = files(module.sources(), ".java");
    if (sources.isEmpty()) {
      return "";
    }
    String classPath =
        Modules.joined(
            module.libraries().stream().map(path -> compiled.getOrDefault(path, path)).toList());
    var found = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(found, Locale.ENGLISH, StandardCharsets.UTF_8)) {
      boolean succeeded =
          javac
              .getTask(
                  new StringWriter(),
                  files,
                  found,
                  List.of(
                      "--release",
                      "25",
                      "-parameters",
                      "-g",
                      "-proc:none",
                      "-nowarn",
                      "-Xpkginfo:always",
                      "-implicit:none",
                      "-d",
                      into.toString(),
                      "-cp",
                      classPath),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      return succeeded ? "" : errors(found.getDiagnostics());
    }
  }

  /** As {@code file:line: message}, the first lines only. */
  private String errors(List<Diagnostic<? extends JavaFileObject>> found) {
    List<String> lines =
        found.stream()
            .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
            .flatMap(one -> (place(one) + one.getMessage(Locale.ENGLISH)).lines())
            .toList();
    return lines.size() <= MAX_ERROR_LINES
        ? String.join("\n", lines)
        : String.join("\n", lines.subList(0, MAX_ERROR_LINES - 1)) + "\n...";
  }

  private String place(Diagnostic<? extends JavaFileObject> one) {
    JavaFileObject source = one.getSource();
    return source == null
        ? ""
        : tree.root().relativize(Path.of(source.toUri())) + ":" + one.getLineNumber() + ": ";
  }

  /** Also deletes the classes that no longer exist. */
  private static void replace(Path classes, Path fresh) throws IOException {
    for (Path old : files(classes, "")) {
      if (!Files.exists(fresh.resolve(classes.relativize(old)))) {
        Files.delete(old);
      }
    }
    copy(fresh, classes);
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from, "")) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.resolve("..").normalize());
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).filter(f -> f.toString().endsWith(ending)).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
