package oo.dev.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import oo.contract.Json;
import oo.postgres.Aside;
import tools.jackson.core.JacksonException;

/**
 * The output of the servers: one JSON object a line, in files that only their owner can read. A
 * full file becomes {@code .1}, that one {@code .2}, and so on; the last is deleted. The JDK's
 * {@code FileHandler} does the same, but cannot keep the name of the newest file.
 */
final class LogFile implements AutoCloseable {
  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_TEXT = 1_000;
  private static final int OLDER = 3;

  private final Path file;
  private final long maxBytes;
  private OutputStream out;
  private long bytes;
  private boolean broken;
  private boolean closed;

  private LogFile(Path file, long maxBytes) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.out = opened();
  }

  static LogFile open(Path file) {
    return open(file, 20L * 1024 * 1024);
  }

  /**
   * @param maxBytes of one file; the whole log has four times that at most
   */
  static LogFile open(Path file, long maxBytes) {
    try {
      return new LogFile(file, maxBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OutputStream opened() throws IOException {
    var owner = PosixFilePermissions.fromString("rw-------");
    Aside.unlessFile(file);
    if (!Files.exists(file)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
    }
    Files.setPosixFilePermissions(file, owner);
    bytes = Files.size(file);
    return Files.newOutputStream(file, StandardOpenOption.APPEND);
  }

  /** Writes a line of a server's output; one that is no JSON object becomes one, cut to length. */
  void line(String line) {
    if (line.length() <= MAX_LINE && isObject(line)) {
      write(line);
    } else {
      event("output", Map.of("text", line.substring(0, Math.min(line.length(), MAX_TEXT))));
    }
  }

  /** Writes what the supervisor has to say. */
  void event(String operation, Map<String, Object> fields) {
    var line = new LinkedHashMap<String, Object>();
    line.put("at", Instant.now().toString());
    line.put("operation", operation);
    line.putAll(fields);
    write(Json.mapper().writeValueAsString(line));
  }

  private static boolean isObject(String line) {
    try {
      return line.startsWith("{") && Json.mapper().readTree(line).isObject();
    } catch (JacksonException e) {
      return false;
    }
  }

  private synchronized void write(String line) {
    // After a line of which only a part was written.
    byte[] written = ((broken ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      if (broken) {
        out.close();
        out = opened();
      }
      if (bytes > 0 && bytes + written.length > maxBytes) {
        rotate();
      }
      out.write(written);
      bytes += written.length;
      broken = false;
    } catch (IOException e) {
      // The disk is full: the servers go on, and so does the log when there is room.
      broken = !closed;
    }
  }

  private void rotate() throws IOException {
    out.close();
    for (int n = OLDER - 1; n >= 0; n--) {
      if (Files.exists(older(n))) {
        Files.move(older(n), older(n + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    out = opened();
  }

  private Path older(int n) {
    return n == 0 ? file : file.resolveSibling(file.getFileName() + "." + n);
  }

  @Override
  public synchronized void close() {
    closed = true;
    broken = false;
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
