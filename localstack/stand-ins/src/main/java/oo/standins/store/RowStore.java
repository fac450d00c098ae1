package oo.standins.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import oo.standins.http.StandInJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.util.RawValue;

/**
 * Tables of records, kept as JSON rows in a file that survives a restart and a {@code kill -9}.
 *
 * <p>One commit is one line, {@code {"table/key": row, ...}}, with null for a removed row. It is on
 * the disk when {@link #transaction} returns. A last line that a crash cut short is dropped: the
 * request was never answered. Opening rewrites the file with the live rows only.
 */
public final class RowStore implements AutoCloseable {
  private final @Nullable FileChannel file;
  private final @Nullable FileChannel lockFile;
  private final Map<String, String> loaded;
  private final Map<String, @Nullable Object> changed = new LinkedHashMap<>();

  private RowStore(
      @Nullable FileChannel file, @Nullable FileChannel lockFile, Map<String, String> loaded) {
    this.file = file;
    this.lockFile = lockFile;
    this.loaded = loaded;
  }

  /** Keeps nothing after {@link #close}. */
  public static RowStore inMemory() {
    return new RowStore(null, null, new LinkedHashMap<>());
  }

  /** Opens or makes {@code name.jsonl} in {@code folder}; throws when another store has it open. */
  public static RowStore open(Path folder, String name) {
    try {
      Files.createDirectories(folder, permissions("rwx------"));
      FileChannel lockFile = lock(folder.resolve(name + ".lock"));
      Path path = folder.resolve(name + ".jsonl");
      Map<String, String> rows = read(path);
      Path fresh = folder.resolve(name + ".jsonl.new");
      Files.deleteIfExists(fresh);
      FileChannel file =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              permissions("rw-------"));
      for (Map.Entry<String, String> row : rows.entrySet()) {
        write(file, Map.of(row.getKey(), new RawValue(row.getValue())));
      }
      file.force(true);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
      return new RowStore(file, lockFile, rows);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the state of " + name + " in " + folder, e);
    }
  }

  public boolean isInMemory() {
    return file == null;
  }

  /**
   * The table of this name, with the rows found at opening, in the order of their first commits.
   * Call it once for each.
   */
  public <T> Table<T> table(String name, Class<T> type) {
    Table<T> table = new Table<>(name + "/");
    loaded
        .entrySet()
        .removeIf(row -> {
          boolean ours = row.getKey().startsWith(table.prefix);
          if (ours) {
            String key = row.getKey().substring(table.prefix.length());
            table.rows.put(key, StandInJson.read(row.getValue(), type));
          }
          return ours;
        });
    return table;
  }

  /**
   * Runs one at a time, then writes all that it changed in its tables or, after a crash, nothing.
   */
  public synchronized <T> T transaction(Supplier<T> work) {
    try {
      return work.get();
    } finally {
      commit();
    }
  }

  private void commit() {
    try {
      if (file != null && !changed.isEmpty()) {
        write(file, changed);
        file.force(false);
      }
      changed.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in's state could not be written", e);
    }
  }

  @Override
  public synchronized void close() {
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

  /** The live rows, each as its JSON. A line may be as large as all of them. */
  private static Map<String, String> read(Path path) throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    if (Files.notExists(path)) {
      return rows;
    }
    try (JsonParser json = StandInJson.parser(Files.newInputStream(path))) {
      for (JsonToken next = json.nextToken(); next != null; next = json.nextToken()) {
        if (next != JsonToken.START_OBJECT) {
          throw broken(path, null);
        }
        Map<String, @Nullable String> line = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String key = json.currentName();
          boolean removed = json.nextToken() == JsonToken.VALUE_NULL;
          line.put(key, removed ? null : json.readValueAsTree().toString());
        }
        line.forEach((key, row) -> rows.compute(key, (same, before) -> row));
      }
    } catch (UnexpectedEndOfInputException e) {
      // The line that a crash cut short.
    } catch (JacksonException e) {
      throw broken(path, e);
    }
    return rows;
  }

  /** The file stays as it is. */
  private static IllegalStateException broken(Path path, @Nullable Throwable cause) {
    return new IllegalStateException(
        path + " has a broken line in its middle; move the file away to start again", cause);
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process.
    }
    channel.close();
    throw new IllegalStateException("another stand-in keeps its state in " + path.getParent());
  }

  private static void write(FileChannel file, Map<String, ? extends @Nullable Object> rows)
      throws IOException {
    long start = file.position();
    // Not closed, as that would close the file.
    var line = new BufferedOutputStream(Channels.newOutputStream(file), 1 << 16);
    try {
      StandInJson.write(rows, line);
      line.write('\n');
      line.flush();
    } catch (IOException | JacksonException e) {
      // A full disk must not leave half a line before the next whole one.
      file.truncate(start);
      throw e;
    }
  }

  /** Rows by key, in the order in which they were first put. Use it in a transaction only. */
  public final class Table<T> {
    private final String prefix;
    private final Map<String, T> rows = new LinkedHashMap<>();

    private Table(String prefix) {
      this.prefix = prefix;
    }

    public Optional<T> get(@Nullable String key) {
      return Optional.ofNullable(rows.get(key));
    }

    /** Collect it before you change the table. */
    public Stream<T> stream() {
      return rows.values().stream();
    }

    public int size() {
      return rows.size();
    }

    /** Returns the row. */
    public T put(String key, T row) {
      rows.put(key, row);
      changed.put(prefix + key, row);
      return row;
    }

    public void removeOldest() {
      remove(rows.keySet().iterator().next());
    }

    public void removeIf(Predicate<? super T> which) {
      List.copyOf(rows.keySet()).stream()
          .filter(key -> which.test(rows.get(key)))
          .forEach(this::remove);
    }

    /** Returns the removed row. */
    public Optional<T> remove(String key) {
      T row = rows.remove(key);
      if (row != null) {
        changed.put(prefix + key, null);
      }
      return Optional.ofNullable(row);
    }
  }
}
