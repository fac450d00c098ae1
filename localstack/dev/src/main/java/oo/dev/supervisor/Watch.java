package oo.dev.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files that changed since the last call. It compares times and sizes: that takes milliseconds
 * for a few hundred files, and works alike on every file system.
 */
final class Watch {
  private record Seen(long modified, long size) {}

  private final List<Path> places;
  private Map<Path, Seen> before;

  /**
   * @param places files, or folders with all their files; they may be missing
   */
  Watch(List<Path> places) {
    this.places = List.copyOf(places);
    this.before = look();
  }

  /**
   * @param built a file that is newer than {@code mark}, the time of a build, counts as changed
   */
  Watch(List<Path> built, List<Path> read, FileTime mark) {
    this(Stream.concat(built.stream(), read.stream()).toList());
    before
        .entrySet()
        .removeIf(one ->
            one.getValue().modified() > mark.toMillis()
                && built.stream().anyMatch(one.getKey()::startsWith));
  }

  /** Files that were added, changed or deleted. */
  Set<Path> changed() {
    Map<Path, Seen> now = look();
    var changed = new TreeSet<Path>();
    now.forEach((file, seen) -> {
      if (!seen.equals(before.get(file))) {
        changed.add(file);
      }
    });
    before.keySet().stream().filter(file -> !now.containsKey(file)).forEach(changed::add);
    before = now;
    return changed;
  }

  private Map<Path, Seen> look() {
    var seen = new HashMap<Path, Seen>();
    for (Path place : places) {
      for (Path file : files(place)) {
        try {
          BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
          seen.put(file, new Seen(is.lastModifiedTime().toMillis(), is.size()));
        } catch (IOException e) {
          // Deleted meanwhile: the next call reports it.
        }
      }
    }
    return seen;
  }

  private static List<Path> files(Path place) {
    if (!Files.exists(place)) {
      return List.of();
    }
    var files = new ArrayList<Path>();
    try (Stream<Path> all = Files.walk(place)) {
      all.filter(Files::isRegularFile).filter(Watch::source).forEach(files::add);
    } catch (IOException | UncheckedIOException e) {
      // The folder was deleted meanwhile.
    }
    return files;
  }

  /** Not a file that an editor leaves beside it. */
  private static boolean source(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.endsWith("~")
        && !name.endsWith(".swp")
        && !name.startsWith(".#")
        && !name.matches("\\d+");
  }
}
