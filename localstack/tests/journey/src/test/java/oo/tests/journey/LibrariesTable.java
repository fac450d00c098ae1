package oo.tests.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** The table of libraries in docs/platform.md. */
final class LibrariesTable {
  private LibrariesTable() {}

  /** The second cell of the row whose first names a library. */
  static String whereIs(String library) {
    try {
      List<String> rows =
          Files.readAllLines(Oo.TREE.resolve("docs/platform.md")).stream()
              .filter(line -> line.startsWith("| "))
              .filter(line -> List.of(line.split("\\|")[1].strip().split(", ")).contains(library))
              .toList();
      if (rows.size() != 1) {
        throw new AssertionError(
            "Expected one row of docs/platform.md that names "
                + library
                + ", found "
                + rows.size());
      }
      return rows.getFirst().split("\\|")[2].strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
