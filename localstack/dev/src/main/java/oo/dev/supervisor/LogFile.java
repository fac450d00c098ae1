package oo.dev.supervisor;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The output of the servers. Opening it renames a large file, so that one older file is kept. */
final class LogFile implements AutoCloseable {
  private static final long MAX_BYTES = 20L * 1024 * 1024;

  private final PrintStream out;

  private LogFile(PrintStream out) {
    this.out = out;
  }

  static LogFile open(Path file) {
    try {
      if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      return new LogFile(new PrintStream(new FileOutputStream(file.toFile(), true), true));
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
