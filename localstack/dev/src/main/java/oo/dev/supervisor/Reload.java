package oo.dev.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import oo.dev.supervisor.Modules.Module;

/**
 * What was saved is compiled and served. Pages need none of it: they are read at every request. A
 * change of a pom or of what the supervisor itself runs asks for a new start.
 */
final class Reload implements AutoCloseable {
  private static final long LOOK_MS = 250;
  private static final long SETTLE_MS = 150;

  private final Tree tree;
  private final Runtimes runtimes;
  private final Modules modules;
  private final Compiler compiler;
  private final Watch watch;
  private final Thread thread;
  private boolean anew;

  Reload(Tree tree, Runtimes runtimes) {
    this.tree = tree;
    this.runtimes = runtimes;
    this.modules = Modules.of(tree.root());
    this.compiler = new Compiler(tree);
    var places = new ArrayList<Path>(List.of(tree.template(), tree.configured()));
    for (Module module : modules.watched()) {
      places.add(module.folder().resolve("src/main"));
      places.add(module.folder().resolve("pom.xml"));
    }
    this.watch = new Watch(places);
    this.thread = Thread.ofVirtual().unstarted(this::look);
  }

  void start() {
    thread.start();
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(LOOK_MS);
        Set<Path> changed = new TreeSet<>(watch.changed());
        if (!changed.isEmpty()) {
          // An editor or a checkout may still be writing.
          for (Set<Path> more = settled(); !more.isEmpty(); more = settled()) {
            changed.addAll(more);
          }
          reload(changed);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<Path> settled() throws InterruptedException {
    Thread.sleep(SETTLE_MS);
    return watch.changed();
  }

  private void reload(Set<Path> changed) {
    long from = System.nanoTime();
    FileTime saved = FileTime.from(Instant.now());
    if (changed.removeIf(file -> file.endsWith("pom.xml"))) {
      anew = true;
      Supervisor.say("A pom.xml changed: stop oO and start it again to build with it.");
    }
    if (changed.isEmpty()) {
      return;
    }
    Supervisor.say("Saved: " + names(changed) + " ...");
    runtimes.hold();
    try {
      String errors = compiler.compile(affected(changed));
      if (!errors.isEmpty()) {
        System.err.println("It does not compile; what was there before goes on:\n" + errors);
        return;
      }
      if (!anew) {
        Files.setLastModifiedTime(tree.built(), saved);
      }
      runtimes.start();
      Supervisor.say("Served after " + Math.round((System.nanoTime() - from) / 1e8) / 10.0 + " s.");
    } catch (Stopped e) {
      System.err.println(e.getMessage() + "\nWhat was there before goes on.");
    } catch (IOException | RuntimeException e) {
      System.err.println("It cannot be taken over; what was there before goes on: " + e);
    } finally {
      runtimes.release();
    }
  }

  private List<Module> affected(Set<Path> changed) {
    var names = new LinkedHashSet<String>();
    List<Module> watched = modules.watched();
    changed.forEach(file -> modules.of(watched, file).ifPresent(m -> names.add(m.name())));
    return names.isEmpty() ? List.of() : modules.withDependents(names);
  }

  private String names(Set<Path> changed) {
    List<String> names =
        changed.stream().map(file -> String.valueOf(tree.root().relativize(file))).toList();
    return names.size() > 3
        ? String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more"
        : String.join(", ", names);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
