package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The database of {@code ./oo run}: crash-safe, in one folder, on a port that stays the same. A
 * server that an earlier run left behind is taken over when it is ours and answers, and stopped
 * when it is ours and does not.
 */
public final class DurableServer implements AutoCloseable {
  /** The database and the role that owns it; the role is no superuser. */
  public static final String NAME = "oo";

  private static final String PORT = "oo.port";

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

  /** On loopback only. */
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
    boolean fresh = !cluster.exists();
    if (fresh) {
      cluster.create(password);
    }
    Optional<Postmaster> left = Postmaster.of(cluster.data());
    if (left.isPresent() && left.get().lives()) {
      if (answers(cluster, left.get().port(), password, addresses)) {
        prepare(left.get().port(), password);
        return new DurableServer(cluster, left.get().port(), addresses, true);
      }
      cluster.stop("immediate");
    } else if (left.isPresent()) {
      forget(cluster, left.get());
    }
    int port = port(cluster);
    cluster.start(port, addresses);
    try {
      prepare(port, password);
    } catch (RuntimeException e) {
      cluster.stop("fast");
      throw e;
    }
    return new DurableServer(cluster, port, addresses, false);
  }

  /** Also where it should. */
  private static boolean answers(
      Cluster cluster, int port, String password, List<String> addresses) {
    try {
      var admin = Connections.to(port, "postgres", Cluster.ADMIN, password);
      return Connections.ask(admin, "show data_directory").equals(cluster.data().toString())
          && Connections.ask(admin, "show listen_addresses").equals(String.join(",", addresses));
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * A dead server's file whose number another program has now keeps PostgreSQL from starting. When
   * nobody has the number, PostgreSQL itself checks what the dead server left.
   */
  private static void forget(Cluster cluster, Postmaster dead) {
    if (ProcessHandle.of(dead.pid()).isPresent()) {
      try {
        Files.deleteIfExists(cluster.data().resolve("postmaster.pid"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static int port(Cluster cluster) {
    Path remembered = cluster.data().resolve(PORT);
    try {
      if (Files.exists(remembered)) {
        int port = Integer.parseInt(Files.readString(remembered).strip());
        if (Ports.isFree(port)) {
          return port;
        }
      }
      int port = Ports.free();
      Files.writeString(remembered, String.valueOf(port));
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes role and database when an interrupted first start did not. */
  private static void prepare(int port, String password) {
    var admin = Connections.to(port, "postgres", Cluster.ADMIN, password);
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
            "The database has another password than DATABASE_PASSWORD: bring back the keys.env that"
                + " belongs to it, or delete both to begin anew.");
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * How a client finds the database of a folder, by the names of the modules' settings, whether it
   * runs or not; the port is PostgreSQL's own until the first start has chosen one.
   */
  public static Map<String, String> settings(Path folder) {
    Path remembered = folder.resolve(PORT);
    try {
      int port =
          Files.exists(remembered) ? Integer.parseInt(Files.readString(remembered).strip()) : 5432;
      return Map.of("DATABASE_URL", Connections.url(port, NAME), "DATABASE_USER", NAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return Connections.url(port, NAME);
  }

  public int port() {
    return port;
  }

  /** True when the server ran already. */
  public boolean adopted() {
    return adopted;
  }

  /** True while the server's process lives. */
  public boolean lives() {
    return Postmaster.of(cluster.data()).map(Postmaster::lives).orElse(false);
  }

  /** Starts it again after its process died. */
  public void revive() {
    Postmaster.of(cluster.data()).ifPresent(dead -> forget(cluster, dead));
    cluster.start(port, addresses);
  }

  @Override
  public void close() {
    if (lives()) {
      cluster.stop("fast");
    }
  }
}
