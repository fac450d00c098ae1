package oo.server.backup;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.server.settings.ServerSettings;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Copies the database into a file of {@code BACKUP_FOLDER}. The file is whole or absent, whatever
 * dies: it gets its name when all of it is on the disk. The copy is of one moment.
 *
 * <p>Older files go after that, and only files that this class made. The newest seven stay, as a
 * clock that is ahead makes all look old; fewer where fewer days are kept. The server's queues and
 * schedules are not copied, as each of their rows is a hint.
 */
public final class Backup {
  private static final int CONNECT_SECONDS = 5;
  static final String FOLDER = "BACKUP_FOLDER";
  private static final String KEEP = "BACKUP_KEEP_DAYS";
  private static final String RECIPIENT = "BACKUP_RECIPIENT";
  private static final int KEPT_DAYS = 30;
  private static final int KEPT_FILES = 7;
  private static final String LOCK = ".oo-backup.lock";
  private static final long NOTHING_LEFT = 1 << 20;

  private final Settings settings;
  private final Path folder;
  private final Duration keep;
  private final @Nullable RecipientStanzaWriter recipient;

  /**
   * @throws MissingSetting when one is absent or malformed
   */
  public Backup(Settings settings) {
    this.settings = settings;
    this.folder = folder(settings);
    this.keep = Duration.ofDays(settings.optional(KEEP).map(Backup::days).orElse(KEPT_DAYS));
    this.recipient =
        settings.optional(RECIPIENT).map(value -> Age.recipient(RECIPIENT, value)).orElse(null);
  }

  /** Where backups are. */
  public static Path folder(Settings settings) {
    return Path.of(settings.required(FOLDER, "Set it to the folder for the backups."));
  }

  private static int days(String text) {
    if (!text.strip().matches("[1-9]\\d{0,3}")) {
      throw new MissingSetting(KEEP, "must be a number of days from 1 to 9999.");
    }
    return Integer.parseInt(text.strip());
  }

  /**
   * A new backup.
   *
   * @param deleted how many old ones went
   */
  public record Made(Path file, long bytes, boolean encrypted, int schema, int deleted) {}

  /**
   * Makes one.
   *
   * @throws BackupRefused when it cannot; the folder is as it was
   * @throws DatabaseUnavailable when the database does not answer
   */
  public Made make() {
    try (FileChannel lock = lock()) {
      for (Path left : BackupFile.partial(folder)) {
        Files.delete(left);
      }
      return copy();
    } catch (IOException e) {
      throw notWritten();
    }
  }

  /** Held until it is closed, or this process dies. */
  private FileChannel lock() {
    FileChannel file;
    try {
      if (!Files.exists(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      file =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw notWritten();
    }
    try {
      FileLock locked = file.tryLock();
      if (locked != null) {
        return file;
      }
    } catch (OverlappingFileLockException | IOException e) {
      // Refused below.
    }
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written.
    }
    throw new BackupRefused("Another oo backup is at work in this folder: wait until it ends.");
  }

  private BackupRefused notWritten() {
    return new BackupRefused(
        full()
            ? "The disk of BACKUP_FOLDER is full: make room, or lower BACKUP_KEEP_DAYS. No old backup was deleted."
            : "BACKUP_FOLDER cannot be written: make it a folder of the user that runs oo backup, on a disk that works.");
  }

  private boolean full() {
    try {
      return Files.getFileStore(folder).getUsableSpace() < NOTHING_LEFT;
    } catch (IOException e) {
      return false;
    }
  }

  /** What is copied; it stays the same while the transaction of {@code snapshot} is open. */
  private record State(Instant at, int schema, String snapshot, int major) {}

  private Made copy() throws IOException {
    PGSimpleDataSource source = ServerSettings.database(settings, settings, CONNECT_SECONDS);
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      State state = state(connection);
      PostgresProgram program = PostgresProgram.find("pg_dump", settings, state.major());
      return copy(source, program, state);
    } catch (SQLException e) {
      throw new DatabaseUnavailable(e);
    }
  }

  private static State state(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery("select to_regclass('flyway_schema_history') is null")) {
        there.next();
        if (there.getBoolean(1)) {
          throw new BackupRefused(
              "The database is empty, so there is nothing to back up: correct DATABASE_URL, or start the server once.");
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              """
              select date_trunc('second', now()) as at, pg_export_snapshot() as snapshot,
                current_setting('server_version_num')::int / 10000 as major,
                (select max(version::int) from flyway_schema_history where success and version is not null) as schema
              """)) {
        row.next();
        return new State(
            row.getObject("at", OffsetDateTime.class).toInstant(),
            row.getInt("schema"),
            row.getString("snapshot"),
            row.getInt("major"));
      }
    }
  }

  private Made copy(PGSimpleDataSource source, PostgresProgram program, State state)
      throws IOException {
    boolean encrypted = recipient != null;
    Path file = folder.resolve(BackupFile.name(state.at(), state.schema(), encrypted));
    if (Files.exists(file)) {
      throw new BackupRefused("There is a backup of this second: try again.");
    }
    Path partial = folder.resolve("." + file.getFileName() + BackupFile.PARTIAL);
    try (var dump =
        program.start(
            source,
            List.of(
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--no-unlogged-table-data",
                "--exclude-schema=oo_runtime",
                "--lock-wait-timeout=300s",
                "--snapshot=" + state.snapshot()))) {
      write(dump.output(), partial, state);
      Optional<String> failure = dump.failure();
      if (failure.isPresent()) {
        throw new BackupRefused(
            "pg_dump failed: " + failure.get() + ". Mend that, and try again. No file was made.");
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      sync(folder, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(partial);
    }
    noteIn(source);
    return new Made(file, Files.size(file), encrypted, state.schema(), deleteOld(file, state.at()));
  }

  /** For the health page. The file is there all the same. */
  private static void noteIn(PGSimpleDataSource source) {
    try {
      LastBackup.note(new Database(source));
    } catch (RuntimeException e) {
      // The page says that the last backup is old: it is seen.
    }
  }

  private void write(InputStream dump, Path partial, State state) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            partial,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      WritableByteChannel open = new Unclosed(file);
      try (var sealed =
          Channels.newOutputStream(recipient == null ? open : Age.encrypting(open, recipient))) {
        Seal.write(dump, sealed, state.at(), state.schema());
      }
      file.force(true);
    }
  }

  private static void sync(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  /** The encryption closes what it writes to, before it is on the disk. */
  private record Unclosed(FileChannel file) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      while (bytes.hasRemaining()) { // A disk that is nearly full takes a part.
        file.write(bytes);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() {
      // The caller does.
    }
  }

  private int deleteOld(Path made, Instant at) {
    int deleted = 0;
    try {
      List<BackupFile> newestFirst =
          BackupFile.in(folder).stream()
              .sorted(Comparator.comparing(BackupFile::at).reversed())
              .toList();
      int stay = (int) Math.min(Math.min(KEPT_FILES, keep.toDays()), newestFirst.size());
      for (BackupFile old : newestFirst.subList(stay, newestFirst.size())) {
        if (old.at().isBefore(at.minus(keep)) && !old.path().equals(made)) {
          Files.delete(old.path());
          deleted++;
        }
      }
      return deleted;
    } catch (IOException e) {
      throw new BackupRefused(
          made + " is complete, but older backups cannot be deleted: let this user delete them.");
    }
  }
}
