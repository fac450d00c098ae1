package oo.dev.supervisor;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What the processes say, in one file; the one before is kept when it has grown. */
final class Log implements AutoCloseable {
  private static final long LARGE = 20L * 1024 * 1024;

  private final PrintStream out;

  private Log(PrintStream out) {
    this.out = out;
  }

  static Log open(Path file) {
    try {
      if (Files.exists(file) && Files.size(file) > LARGE) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      return new Log(new PrintStream(new java.io.FileOutputStream(file.toFile(), true), true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void line(String line) {
    out.println(line);
  }

  @Override
  public void close() {
    out.close();
  }
}
