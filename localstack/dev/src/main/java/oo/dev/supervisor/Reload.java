package oo.dev.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import oo.dev.supervisor.Modules.Module;
import oo.host.base.EssentialThread;
import org.jspecify.annotations.Nullable;

/**
 * Compiles and serves saved files. Pages are not compiled: the server reads them at every request.
 * A change of a pom, or of a module that runs in the supervisor, needs a restart.
 */
final class Reload implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final long SETTLE_MS = 150;

  private final Tree tree;
  private final SupervisedServer server;
  private final Modules modules;
  private final Compiler compiler;
  private final Watch watch;
  private @Nullable Thread thread;

  /** The folders of modules that were saved and do not compile yet. */
  private final Set<Path> pending = new LinkedHashSet<>();

  /** The folders of changed modules that need a restart. */
  private final Set<Path> stale = new LinkedHashSet<>();

  Reload(Tree tree, Modules modules, Watch watch, SupervisedServer server) {
    this.tree = tree;
    this.server = server;
    this.modules = modules;
    this.compiler = new Compiler(tree);
    this.watch = watch;
  }

  /** Reports files that are saved from now on or were saved during the build. */
  static Watch watch(Tree tree, Modules modules) {
    var sources = new ArrayList<Path>(List.of(tree.pom()));
    for (Module module : modules.all()) {
      sources.add(module.folder().resolve("src/main"));
      sources.add(module.folder().resolve("pom.xml"));
    }
    try {
      return new Watch(
          sources,
          List.of(tree.template(), tree.configured()),
          Files.getLastModifiedTime(tree.built()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    thread = EssentialThread.every("reload", LOOK, this::look);
  }

  private void look() throws InterruptedException {
    Set<Path> changed = new TreeSet<>(watch.changed());
    if (!changed.isEmpty()) {
      // An editor or a checkout may still be writing.
      for (Set<Path> more = settled(); !more.isEmpty(); more = settled()) {
        changed.addAll(more);
      }
      reload(changed);
    }
  }

  private Set<Path> settled() throws InterruptedException {
    Thread.sleep(SETTLE_MS);
    return watch.changed();
  }

  private void reload(Set<Path> changed) {
    long from = System.nanoTime();
    FileTime saved = FileTime.from(Instant.now());
    List<Path> served = changed.stream().filter(this::served).toList();
    if (served.isEmpty()) {
      return;
    }
    Supervisor.say("Saved: " + names(served) + " ...");
    server.hold();
    try {
      String errors = compiler.compile(modules.withDependents(pending, stale), pending);
      if (!errors.isEmpty()) {
        System.err.println(errors + "\nIt does not compile; the version before goes on.");
        return;
      }
      pending.clear();
      if (stale.isEmpty()) {
        Files.setLastModifiedTime(tree.built(), saved);
      }
      server.start();
      Supervisor.say("Served after " + Math.round((System.nanoTime() - from) / 1e8) / 10.0 + " s.");
      if (!stale.isEmpty()) {
        Supervisor.say("Not served until oO is started again: " + names(stale) + ".");
      }
    } catch (StartFailed e) {
      System.err.println(e.getMessage() + "\nThe version before goes on.");
    } catch (IOException | RuntimeException e) {
      System.err.println("The change cannot be served; the version before goes on: " + e);
    } finally {
      server.release();
    }
  }

  /** Whether a changed file can be served now; prints a line when it needs a restart. */
  private boolean served(Path file) {
    Optional<Module> module = modules.owning(file);
    if (file.endsWith("pom.xml") || module.filter(this::needsRestart).isPresent()) {
      stale.add(module.map(Module::folder).orElse(tree.root()));
      Supervisor.say(
          "Saved: "
              + tree.root().relativize(file)
              + ". Stop oO and start it again to run with it.");
      return false;
    }
    module.ifPresent(one -> pending.add(one.folder()));
    return true;
  }

  /** A module that runs in the supervisor, or whose pom changed and with it the class path. */
  private boolean needsRestart(Module module) {
    return !modules.serves(module) || stale.contains(module.folder());
  }

  private String names(Collection<Path> changed) {
    List<String> names =
        changed.stream().map(file -> String.valueOf(tree.root().relativize(file))).toList();
    return names.size() > 3
        ? String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more"
        : String.join(", ", names);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
