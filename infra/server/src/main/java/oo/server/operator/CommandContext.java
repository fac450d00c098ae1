package oo.server.operator;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import oo.host.base.Lazy;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.server.settings.ServerSettings;

/**
 * What a command works with. Settings and database are looked up when a command asks for them, so
 * that its help needs neither.
 */
public final class CommandContext {
  private static final int CONNECT_SECONDS = 5;

  private final Lazy<Settings> settings;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private volatile boolean cut;

  /**
   * @param environment the server's settings
   * @param out results only
   * @param err errors, questions and progress
   */
  public CommandContext(
      Supplier<Map<String, String>> environment, InputStream in, PrintStream out, PrintStream err) {
    this.settings = new Lazy<>(() -> new Settings(environment.get()));
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** On the streams of this process. */
  public static CommandContext ofProcess(Supplier<Map<String, String>> environment) {
    return new CommandContext(environment);
  }

  /** A PrintStream tells of no failure, so what is below it does. */
  private CommandContext(Supplier<Map<String, String>> environment) {
    this.settings = new Lazy<>(() -> new Settings(environment.get()));
    this.in = System.in;
    this.out =
        new PrintStream(new BufferedOutputStream(new Standard()), true, System.out.charset());
    this.err = System.err;
  }

  /** Standard output. A reader that has enough, such as {@code head}, is no failure. */
  private final class Standard extends OutputStream {
    private final OutputStream file = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        file.write(bytes, from, count);
      } catch (IOException e) {
        cut = cut || !"Broken pipe".equals(e.getMessage());
        throw e;
      }
    }
  }

  /** Whether results could not be written, as on a full disk. */
  boolean outputIsCut() {
    return cut;
  }

  Settings settings() {
    return settings.get();
  }

  /**
   * The settings for work that opens tokens.
   *
   * @throws CommandRefused when the file of keys is not there: new keys would open nothing
   */
  Settings settingsWithKeys() {
    Settings all = settings();
    if (all.optional("VAULT_KEYS").isEmpty()) {
      all.optional("KEYS_FILE")
          .ifPresent(file -> {
            throw new CommandRefused(
                file
                    + " is not there: put the copy that you kept in its place. No other keys open the tokens. Nothing was changed.");
          });
    }
    return all;
  }

  /** A new connection for each use; it waits five seconds for one. */
  DataSource dataSource() {
    return ServerSettings.database(settings(), settings(), CONNECT_SECONDS);
  }

  Database database() {
    return new Database(dataSource());
  }

  /** By the database's clock. */
  Instant now() {
    return database()
        .statement(db -> db.sql("select oo_now()").query(OffsetDateTime.class).single())
        .toInstant();
  }

  /** The folder that holds {@code infra}: {@code OO_TREE}, or the working directory. */
  Path tree() {
    return Path.of(settings().optional("OO_TREE").orElse(""));
  }

  InputStream in() {
    return in;
  }

  PrintStream out() {
    return out;
  }

  /** Says how far long work is, at most once a second. */
  Progress progress(String what) {
    return new Progress(err, what);
  }

  PrintStream err() {
    return err;
  }
}
