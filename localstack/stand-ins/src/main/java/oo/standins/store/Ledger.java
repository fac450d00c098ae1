package oo.standins.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import oo.standins.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of JSON by key that survive a restart and a {@code kill -9}.
 *
 * <p>One commit is one line of the file, {@code {"key": value, ...}} with null for a removed row,
 * and is on the disk when {@link #commit} returns. A line that a crash cut short was never answered
 * for and is dropped. Opening writes the live rows to a new file and renames it over the old one,
 * so the file does not grow from start to start.
 *
 * <p>Without a file nothing is kept. Callers serialize their calls.
 */
public final class Ledger implements AutoCloseable {

  private final @Nullable FileChannel file;
  private final @Nullable FileChannel lockFile;
  private Map<String, JsonNode> loaded;

  private Ledger(
      @Nullable FileChannel file, @Nullable FileChannel lockFile, Map<String, JsonNode> loaded) {
    this.file = file;
    this.lockFile = lockFile;
    this.loaded = loaded;
  }

  /** Rows in memory only. */
  public static Ledger inMemory() {
    return new Ledger(null, null, Map.of());
  }

  /** Whether anything outlives this object. */
  public boolean isKept() {
    return file != null;
  }

  /** Opens or makes {@code name.jsonl} in {@code folder}; one process at a time. */
  public static Ledger open(Path folder, String name) {
    try {
      Files.createDirectories(folder, permissions("rwx------"));
      FileChannel lockFile = lock(folder.resolve(name + ".lock"));
      Path path = folder.resolve(name + ".jsonl");
      Map<String, JsonNode> rows = read(path);
      Path fresh = folder.resolve(name + ".jsonl.new");
      Files.deleteIfExists(fresh);
      FileChannel file =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              permissions("rw-------"));
      for (Map.Entry<String, JsonNode> row : rows.entrySet()) {
        ObjectNode line = Json.object();
        line.set(row.getKey(), row.getValue());
        write(file, line);
      }
      file.force(true);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
      return new Ledger(file, lockFile, rows);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the state of " + name + " in " + folder, e);
    }
  }

  /**
   * The rows found at opening, in the order in which their keys first appeared; handed out once.
   */
  public Map<String, JsonNode> takeLoaded() {
    Map<String, JsonNode> rows = loaded;
    loaded = Map.of();
    return rows;
  }

  /** Writes all of {@code rows} or, after a crash, none; a null value removes its row. */
  public void commit(Map<String, ? extends @Nullable Object> rows) {
    append(rows, true);
  }

  /** Like {@link #commit}, but only a later commit puts it on the disk for sure. */
  public void append(Map<String, ? extends @Nullable Object> rows) {
    append(rows, false);
  }

  private void append(Map<String, ? extends @Nullable Object> rows, boolean force) {
    if (file == null || rows.isEmpty()) {
      return;
    }
    ObjectNode line = Json.object();
    for (Map.Entry<String, ? extends @Nullable Object> row : rows.entrySet()) {
      Object value = row.getValue();
      if (value == null) {
        line.putNull(row.getKey());
      } else {
        line.set(row.getKey(), Json.tree(value));
      }
    }
    try {
      write(file, line);
      if (force) {
        file.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in's state could not be written", e);
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
      if (lockFile != null) {
        lockFile.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, JsonNode> read(Path path) throws IOException {
    Map<String, JsonNode> rows = new LinkedHashMap<>();
    if (!Files.exists(path)) {
      return rows;
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(Files.newInputStream(path), UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        String next = reader.readLine();
        apply(line, rows, path, next == null);
        line = next;
      }
    }
    return rows;
  }

  private static void apply(String line, Map<String, JsonNode> rows, Path path, boolean last) {
    JsonNode parsed;
    try {
      parsed = Json.parse(line);
    } catch (JacksonException e) {
      if (last) {
        return;
      }
      throw new IllegalStateException(
          path + " has a line in its middle that is no JSON; move the file away to begin anew");
    }
    for (Map.Entry<String, JsonNode> row : parsed.properties()) {
      if (row.getValue().isNull()) {
        rows.remove(row.getKey());
      } else {
        rows.put(row.getKey(), row.getValue());
      }
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Taken by this very process; said below.
    }
    channel.close();
    throw new IllegalStateException("another stand-in keeps its state in " + path.getParent());
  }

  private static void write(FileChannel file, ObjectNode line) throws IOException {
    byte[] json = Json.bytes(line);
    ByteBuffer bytes = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    long start = file.position();
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      // A full disk must not leave half a line before the next whole one.
      file.truncate(start);
      throw e;
    }
  }
}
