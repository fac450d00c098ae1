package oo.dev.supervisor;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
 * stricter. Either all of them are replaced or none.
 */
final class Compiler {
  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final Tree tree;

  Compiler(Tree tree) {
    this.tree = tree;
  }

  /** What did not compile, as a person reads it; empty when all did. */
  String compile(List<Module> modules) {
    Path fresh = tree.state().resolve("compiled");
    try {
      delete(fresh);
      String classPath = Files.readString(tree.classPath()).strip();
      for (Module module : modules) {
        Path into = Files.createDirectories(fresh.resolve(module.name()));
        String errors = compile(module, into, classPath);
        if (!errors.isEmpty()) {
          return errors;
        }
        classPath = into + java.io.File.pathSeparator + classPath;
      }
      for (Module module : modules) {
        replace(fresh.resolve(module.name()), module);
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String compile(Module module, Path into, String classPath) throws IOException {
    List<Path> sources = files(module.sources(), ".java");
    if (sources.isEmpty()) {
      return "";
    }
    var found = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(found, Locale.ENGLISH, StandardCharsets.UTF_8)) {
      boolean compiled =
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
                      "-implicit:none",
                      "-d",
                      into.toString(),
                      "-cp",
                      classPath),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      return compiled ? "" : words(found.getDiagnostics());
    }
  }

  private String words(List<Diagnostic<? extends JavaFileObject>> found) {
    var lines = new ArrayList<String>();
    for (Diagnostic<? extends JavaFileObject> one : found) {
      if (one.getKind() == Diagnostic.Kind.ERROR) {
        JavaFileObject source = one.getSource();
        String where =
            source == null
                ? ""
                : tree.root().relativize(Path.of(source.toUri()))
                    + ":"
                    + one.getLineNumber()
                    + ": ";
        lines.add("  " + where + one.getMessage(Locale.ENGLISH));
      }
    }
    return String.join("\n", lines);
  }

  /** Classes that are no more are deleted; resources that are, are copied. */
  private static void replace(Path fresh, Module module) throws IOException {
    Path classes = Files.createDirectories(module.classes());
    for (Path old : files(classes, ".class")) {
      if (!Files.exists(fresh.resolve(classes.relativize(old)))) {
        Files.delete(old);
      }
    }
    copy(fresh, classes);
    copy(module.resources(), classes);
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from, "")) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.resolve("..").normalize());
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
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
