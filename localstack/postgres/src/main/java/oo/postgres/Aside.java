package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * How a start gets past a state file that it cannot use: it moves the file aside and says so. A
 * start deletes no file that a person may miss.
 */
public final class Aside {
  private Aside() {}

  /**
   * Moves a file, a folder or a link to the first free name {@code NAME.damaged-N} beside it.
   *
   * @param why it cannot be used, as in "X {@code why}"
   * @return where it is now
   */
  public static Path move(Path what, String why) {
    int n = 1;
    while (Files.exists(named(what, n), LinkOption.NOFOLLOW_LINKS)) {
      n++;
    }
    Path place = named(what, n);
    try {
      Files.move(what, place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.err.println(what + " " + why + "; it is now " + place.getFileName() + ".");
    return place;
  }

  /** Moves a folder, or a link that leads nowhere, out of the place of a file. */
  public static void unlessFile(Path place) {
    boolean leadsNowhere = Files.isSymbolicLink(place) && !Files.exists(place);
    if (leadsNowhere || Files.isDirectory(place)) {
      move(place, "is no file");
    }
  }

  private static Path named(Path what, int n) {
    return what.resolveSibling(what.getFileName() + ".damaged-" + n);
  }
}
