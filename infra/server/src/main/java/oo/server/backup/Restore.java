package oo.server.backup;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import oo.host.base.Settings;
import oo.host.health.SchemaLevel;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.maintenance.MigrateFunction;
import oo.server.settings.ServerSettings;
import oo.vault.SealedRows;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Puts a backup in the place of the database of {@code DATABASE_URL}. It is read whole before
 * anything is touched, and restored into a new database, which gets the name when it is complete.
 * So whatever dies, the name has the database of before or the one of the backup, never a half.
 *
 * <p>A database with people in it is kept under another name, and only when the caller says so.
 */
public final class Restore {
  private static final int CONNECT_SECONDS = 5;
  private static final int LOCK = 4712;
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss").withZone(ZoneOffset.UTC);
  private static final String NOTHING = " Nothing was changed.";

  private final Settings settings;
  private final Watcher watcher;
  private final PGSimpleDataSource target;
  private final String name;

  /** Is told how far it is. */
  public interface Watcher {
    void begins(String step);

    /** Of the file's bytes. */
    void read(long bytes, long all);
  }

  /**
   * What to restore.
   *
   * @param identity of age; null when the file is not encrypted
   * @param replace a database that holds people is put aside
   */
  public record Request(Path file, @Nullable Path identity, boolean replace) {}

  /**
   * @param at when the copy was taken
   * @param kept the name under which the database of before is kept; null when it was empty
   */
  public record Done(Instant at, long people, long connections, @Nullable String kept) {}

  public Restore(Settings settings, Watcher watcher) {
    this.settings = settings;
    this.watcher = watcher;
    this.target = ServerSettings.database(settings, settings, CONNECT_SECONDS);
    this.name = Objects.requireNonNullElse(target.getDatabaseName(), "");
  }

  /**
   * Restores it.
   *
   * @throws BackupRefused when it cannot, or must not; the database is as it was
   * @throws DatabaseUnavailable when the database's server does not answer
   */
  public Done run(Request request) {
    try (Connection admin = to("postgres").getConnection();
        Statement sql = admin.createStatement()) {
      PostgresProgram program =
          PostgresProgram.find(
              "pg_restore",
              settings,
              ask(sql, "select current_setting('server_version_num')::int / 10000").intValue());
      Source source = source(request);
      Seal seal = check(source, program);
      if (seal.schema() > SchemaLevel.NEWEST) {
        throw new BackupRefused(
            "The backup has schema %d, and this version of oO knows %d: restore it with the version that made it, or a newer one."
                    .formatted(seal.schema(), SchemaLevel.NEWEST)
                + NOTHING);
      }
      if (ask(sql, "select pg_try_advisory_lock(" + LOCK + ")::int") == 0) {
        throw new BackupRefused("Another oo restore is at work: wait until it ends." + NOTHING);
      }
      boolean replaces = mayReplace(sql, request, seal);
      String fresh = name + "_restoring";
      execute(sql, "drop database if exists " + quoted(fresh) + " with (force)");
      execute(sql, "create database " + quoted(fresh) + " template template0 encoding 'UTF8'");
      try {
        Done done = fill(fresh, source, seal, program);
        String old = name + "_before_" + SUFFIX.format(Instant.now());
        swap(admin, sql, fresh, old);
        if (!replaces) {
          execute(sql, "drop database if exists " + quoted(old));
        }
        return new Done(done.at(), done.people(), done.connections(), replaces ? old : null);
      } catch (RuntimeException | IOException | SQLException e) {
        drop(sql, fresh, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseUnavailable(e);
    } catch (IOException e) {
      throw new BackupRefused(request.file() + " cannot be read to its end." + NOTHING);
    }
  }

  private PGSimpleDataSource to(String database) {
    PGSimpleDataSource source = ServerSettings.database(settings, settings, CONNECT_SECONDS);
    source.setDatabaseName(database);
    return source;
  }

  private record Source(Path file, List<RecipientStanzaReader> identities, long bytes) {}

  private static Source source(Request request) {
    Path file = request.file();
    try {
      if (!Files.isRegularFile(file)) {
        throw new BackupRefused(
            file
                + " is no file that this user reaches: put it into BACKUP_FOLDER, as a file of the user that runs oo."
                + NOTHING);
      }
      boolean encrypted = BackupFile.encrypted(file);
      Path identity = request.identity();
      if (encrypted && identity == null) {
        throw new BackupRefused(
            file
                + " is encrypted: give --identity and the file with the private key of BACKUP_RECIPIENT.");
      }
      return new Source(
          file,
          encrypted && identity != null ? Age.identities(identity) : List.of(),
          Files.size(file));
    } catch (IOException e) {
      throw new BackupRefused(file + " cannot be read by this user." + NOTHING);
    }
  }

  private Seal check(Source source, PostgresProgram program) throws IOException {
    watcher.begins("Checking the file ...");
    try (var list = program.start(target, List.of("--list"))) {
      Optional<Seal> seal = read(source, list.input());
      if (seal.isEmpty()) {
        throw new BackupRefused(
            source.file()
                + " is damaged or cut off, or no backup of oO: take another copy."
                + NOTHING);
      }
      Optional<String> failure = list.failure();
      if (failure.isPresent()) {
        throw new BackupRefused("pg_restore cannot read it: " + failure.get() + "." + NOTHING);
      }
      return seal.get();
    }
  }

  /** Empty when it is not whole. */
  private Optional<Seal> read(Source source, OutputStream dump) throws IOException {
    try (InputStream file =
            new Counted(BackupFile.open(source.file(), source.identities()), source.bytes());
        dump) {
      return Seal.read(file, dump);
    } catch (IOException e) {
      if (source.identities().isEmpty()) {
        throw e;
      }
      return Optional.empty(); // A chunk does not open, or the last one is missing.
    }
  }

  /** Tells how much was read. */
  private final class Counted extends FilterInputStream {
    private final long all;
    private long read;

    Counted(InputStream in, long all) {
      super(in);
      this.all = all;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      int now = in.read(into, from, count);
      read += Math.max(0, now);
      watcher.read(read, all);
      return now;
    }
  }

  /**
   * Whether the database must be kept.
   *
   * @throws BackupRefused when the caller did not say so
   */
  private boolean mayReplace(Statement sql, Request request, Seal seal) throws SQLException {
    if (ask(sql, "select count(*) from pg_database where datname = " + literal(name)) == 0) {
      return false;
    }
    long others =
        ask(
            sql,
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and datname = "
                + literal(name));
    if (others > 0) {
      throw inUse();
    }
    String lost = content();
    if (!lost.isEmpty() && !request.replace()) {
      throw new BackupRefused(
          "The database holds %s. What happened after %s would be lost. --replace puts this database aside under another name, and restores."
                  .formatted(lost, seal.at())
              + NOTHING);
    }
    return !lost.isEmpty();
  }

  private BackupRefused inUse() {
    return new BackupRefused(
        "Programs are connected to the database: stop oO first, and what else uses it." + NOTHING);
  }

  /** What the database of before holds, in words; empty when it holds nothing of a person. */
  private String content() throws SQLException {
    try (Connection connection = target.getConnection();
        Statement sql = connection.createStatement()) {
      if (ask(sql, "select (to_regclass('app_user') is null)::int") == 1) {
        long tables =
            ask(
                sql,
                "select count(*) from pg_stat_user_tables where relname <> 'flyway_schema_history'");
        return tables == 0 ? "" : tables + " tables that are not oO's";
      }
      long people = ask(sql, "select count(*) from app_user");
      if (people == 0) {
        return "";
      }
      try (ResultSet row =
          sql.executeQuery(
              """
              select (select count(*) from connection where state <> 'ended') as connections,
                (select count(*) from feedback) as taps,
                date_trunc('second', (select max(seen_at) from app_user))::timestamp || 'Z' as seen
              """)) {
        row.next();
        return "%s, %s and %s; one of them was here at %s"
            .formatted(
                many(people, "person", "people"),
                many(row.getLong("connections"), "connection", "connections"),
                many(row.getLong("taps"), "tap", "taps"),
                row.getString("seen"));
      }
    }
  }

  static String many(long count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }

  private Done fill(String fresh, Source source, Seal seal, PostgresProgram program)
      throws IOException {
    watcher.begins("Restoring into a new database ...");
    PGSimpleDataSource into = to(fresh);
    try (var restore =
        program.start(
            into,
            List.of("--dbname=" + fresh, "--no-owner", "--no-privileges", "--exit-on-error"))) {
      Optional<Seal> again = read(source, restore.input());
      Optional<String> failure = restore.failure();
      if (failure.isPresent()) {
        throw new BackupRefused("pg_restore failed: " + failure.get() + "." + NOTHING);
      }
      if (!again.equals(Optional.of(seal))) {
        throw new BackupRefused(source.file() + " was changed meanwhile." + NOTHING);
      }
    }
    watcher.begins("Bringing the schema up to date ...");
    new MigrateFunction(into).run();
    var database = new Database(into);
    List<String> missing = database.statement(db -> SealedRows.missingKeys(db, settings));
    if (!missing.isEmpty()) {
      throw new BackupRefused(
          "VAULT_KEYS has not the key that sealed what is in the backup: %s. Put the KEYS_FILE of that time in place."
                  .formatted(String.join(", ", missing))
              + NOTHING);
    }
    long connections =
        database.<Long>statement(db ->
            db.sql("select oo_restored(?)")
                .param(seal.at().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single());
    database.execute(db -> db.sql("analyze").update());
    long people =
        database.<Long>statement(
            db -> db.sql("select count(*) from app_user").query(Long.class).single());
    return new Done(seal.at(), people, connections, null);
  }

  /** Both names change in one transaction. */
  private void swap(Connection admin, Statement sql, String fresh, String old) throws SQLException {
    admin.setAutoCommit(false);
    try {
      if (ask(sql, "select count(*) from pg_database where datname = " + literal(name)) > 0) {
        execute(sql, "alter database " + quoted(name) + " rename to " + quoted(old));
      }
      execute(sql, "alter database " + quoted(fresh) + " rename to " + quoted(name));
      admin.commit();
    } catch (SQLException e) {
      admin.rollback();
      throw e;
    } finally {
      admin.setAutoCommit(true);
    }
  }

  private void execute(Statement sql, String statement) throws SQLException {
    try {
      sql.execute(statement);
    } catch (SQLException e) {
      switch (String.valueOf(e.getSQLState())) {
        case "55006" -> throw inUse();
        case "42501" ->
            throw new BackupRefused(
                "The role of DATABASE_USER may not make databases: a superuser lets it by `alter role %s createdb`."
                        .formatted(target.getUser())
                    + NOTHING);
        case "53100" ->
            throw new BackupRefused(
                "The database's disk is full: make room for a second copy of the database."
                    + NOTHING);
        default -> throw e;
      }
    }
  }

  private static void drop(Statement sql, String fresh, Exception cause) {
    try {
      sql.execute("drop database if exists " + quoted(fresh) + " with (force)");
    } catch (SQLException e) {
      cause.addSuppressed(e); // The next restore drops it.
    }
  }

  private static Long ask(Statement sql, String question) throws SQLException {
    try (ResultSet row = sql.executeQuery(question)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
