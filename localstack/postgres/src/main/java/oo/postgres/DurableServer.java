package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The database of {@code ./oo run}: crash-safe, in one folder, on a port that stays the same. It
 * adopts a server that an earlier run left running, if that serves this folder. It stops one that
 * does not answer.
 */
public final class DurableServer implements AutoCloseable {
  /** The name of the database and of its owner, a role that is no superuser. */
  public static final String NAME = "oo";

  private static final String PORT_FILE = "oo.port";
  private static final int DEFAULT_PORT = 5432;

  private final Cluster cluster;
  private final int port;
  private final List<String> addresses;
  private final boolean adopted;

  private DurableServer(Cluster cluster, int port, List<String> addresses, boolean adopted) {
    this.cluster = cluster;
    this.port = port;
    this.addresses = addresses;
    this.adopted = adopted;
  }

  /** Listens on loopback only. */
  public static DurableServer start(Path folder, String password) {
    return start(folder, password, Cluster.LOOPBACK);
  }

  /**
   * @param folder for the data; made at the first start
   * @param password of the role {@link #NAME}
   * @param addresses to listen on; the first is loopback
   * @throws PostgresFailed when it does not start
   */
  public static DurableServer start(Path folder, String password, List<String> addresses) {
    var cluster = new Cluster(folder.toAbsolutePath(), Map.of());
    if (!cluster.exists()) {
      cluster.create(password);
    }
    Optional<Postmaster> left =
        Postmaster.of(cluster.data()).filter(server -> server.lives(cluster.data()));
    if (left.isPresent()) {
      int port = left.get().port();
      if (answers(cluster, admin(port, password), addresses)) {
        prepare(admin(port, password), password);
        return new DurableServer(cluster, port, addresses, true);
      }
      cluster.stop("immediate");
    }
    var server = new DurableServer(cluster, port(cluster.data()), addresses, false);
    server.revive();
    try {
      prepare(admin(server.port, password), password);
    } catch (RuntimeException e) {
      cluster.stop("fast");
      throw e;
    }
    return server;
  }

  /**
   * Whether the folder holds a database.
   *
   * @throws PostgresFailed when that cannot be seen
   */
  public static boolean isIn(Path folder) {
    return Cluster.holds(folder);
  }

  private static DataSource admin(int port, String password) {
    return Connections.to(port, "postgres", Cluster.ADMIN, password);
  }

  /** True when the server has this data and these addresses. */
  private static boolean answers(Cluster cluster, DataSource admin, List<String> addresses) {
    try {
      return Connections.ask(admin, "show data_directory").equals(cluster.data().toString())
          && Connections.ask(admin, "show listen_addresses").equals(String.join(",", addresses));
    } catch (SQLException e) {
      return false;
    }
  }

  /** The remembered port, or another one when that is taken. */
  private static int port(Path data) {
    int before = remembered(data).orElse(0);
    int port = Ports.free(before);
    if (port != before) {
      Path file = data.resolve(PORT_FILE);
      if (before == 0 && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Aside.move(file, "holds no port");
      }
      try {
        Files.writeString(file, String.valueOf(port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return port;
  }

  /** Empty when the file is absent or damaged. */
  private static Optional<Integer> remembered(Path data) {
    try {
      return Optional.of(Integer.valueOf(Files.readString(data.resolve(PORT_FILE)).strip()))
          .filter(port -> port >= 1 << 10 && port < 1 << 16);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Makes the role and the database, also after an interrupted first start. */
  private static void prepare(DataSource admin, String password) {
    try {
      if (Connections.ask(admin, "select 1 from pg_roles where rolname = 'oo'").isEmpty()) {
        Connections.execute(
            admin, "create role oo login password " + Connections.literal(password));
      }
      if (Connections.ask(admin, "select 1 from pg_database where datname = 'oo'").isEmpty()) {
        Connections.execute(admin, "create database oo owner oo");
      }
    } catch (SQLException e) {
      if ("28P01".equals(e.getSQLState())) {
        throw new PostgresFailed(
            "The database has another password than DATABASE_PASSWORD: restore the keys.env that"
                + " belongs to it, or delete both to start with an empty database.");
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * The settings by which the modules find the database of a folder, running or not. Before the
   * first start the port is PostgreSQL's default.
   */
  public static Map<String, String> settings(Path folder) {
    int port =
        remembered(folder)
            .or(() -> Postmaster.of(folder).map(Postmaster::port))
            .orElse(DEFAULT_PORT);
    return Map.of("DATABASE_URL", Connections.url(port, NAME), "DATABASE_USER", NAME);
  }

  public String url() {
    return Connections.url(port, NAME);
  }

  public int port() {
    return port;
  }

  /** True when the server was already running. */
  public boolean adopted() {
    return adopted;
  }

  /** True while the server's process lives. */
  public boolean lives() {
    return cluster.running();
  }

  /** Starts the server, also after its process died. */
  public void revive() {
    cluster.start(port, addresses);
  }

  @Override
  public void close() {
    if (lives()) {
      cluster.stop("fast");
    }
  }
}
