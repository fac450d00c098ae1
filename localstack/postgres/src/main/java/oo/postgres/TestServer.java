package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The one server of a test JVM; its databases are copies of one that was migrated once. */
final class TestServer {
  static final String USER = "oo";
  static final String PASSWORD = "only-for-tests";

  private static final String PREFIX = "oo-test-";
  private static final String TEMPLATE = "oo_template";

  /** Of the password's hash. 4,096 would cost more than all else of a connection that is new. */
  private static final String ITERATIONS = "1";

  // Lost with the machine, and nobody minds.
  private static final Map<String, String> FAST =
      Map.of(
          "fsync", "off",
          "synchronous_commit", "off",
          "full_page_writes", "off",
          "wal_level", "minimal",
          "max_wal_senders", "0",
          "max_wal_size", "128MB",
          "scram_iterations", ITERATIONS,
          "autovacuum", "off");

  // Copying the template's some hundred files is ten times faster where no disk is behind them.
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM = 2L << 30;

  private static final class Holder {
    static final TestServer ONE = new TestServer();
  }

  private final AtomicInteger made = new AtomicInteger();
  private final Cluster cluster;
  private final int port;
  private List<String> addresses = Cluster.LOOPBACK;

  static TestServer one() {
    return Holder.ONE;
  }

  private TestServer() {
    Path disk = Path.of(System.getProperty("java.io.tmpdir"));
    Path place = hasRoom(MEMORY) ? MEMORY : disk;
    Set.of(disk, place).forEach(TestServer::sweep);
    cluster = new Cluster(place.resolve(PREFIX + ProcessHandle.current().pid()), FAST);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(cluster)));
    cluster.create(PASSWORD, "--no-sync", "--set=scram_iterations=" + ITERATIONS);
    port = Ports.free();
    cluster.start(port, addresses);
    Connections.execute(
        admin(),
        "create role " + USER + " login createdb password " + Connections.literal(PASSWORD),
        "create database " + TEMPLATE + " owner " + USER);
    Migrations.run(to(TEMPLATE));
  }

  private static boolean hasRoom(Path place) {
    try {
      return Files.isWritable(place) && Files.getFileStore(place).getUsableSpace() > ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  /** What JVMs that were killed left behind. */
  private static void sweep(Path temporary) {
    try (Stream<Path> all = Files.list(temporary)) {
      for (Path folder : all.filter(TestServer::abandoned).toList()) {
        remove(new Cluster(folder, FAST));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PostgresFailed | UncheckedIOException e) {
      // Another's, or another JVM sweeps too.
    }
  }

  private static boolean abandoned(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches(PREFIX + "\\d+")
        && Files.isWritable(folder)
        && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length()))).isEmpty();
  }

  private static void remove(Cluster cluster) {
    if (Postmaster.of(cluster.data()).map(Postmaster::lives).orElse(false)) {
      cluster.stop("immediate");
    }
    Folders.delete(cluster.data());
  }

  String create() {
    String name = "test_" + made.incrementAndGet();
    Connections.execute(
        admin(),
        "create database %s owner %s template %s strategy file_copy"
            .formatted(name, USER, TEMPLATE));
    return name;
  }

  void drop(String name) {
    Connections.execute(admin(), "drop database if exists " + name + " with (force)");
  }

  DataSource to(String name) {
    return Connections.to(port, name, USER, PASSWORD);
  }

  String url(String name) {
    return Connections.url(port, name);
  }

  /** Listens there, too, from now on. */
  synchronized void listen(String address) {
    if (!addresses.contains(address)) {
      addresses = Stream.concat(addresses.stream(), Stream.of(address)).toList();
      stop();
      start();
    }
  }

  boolean running() {
    return Postmaster.of(cluster.data()).map(Postmaster::lives).orElse(false);
  }

  void stop() {
    cluster.stop("fast");
  }

  void start() {
    cluster.start(port, addresses);
  }

  private DataSource admin() {
    return Connections.to(port, "postgres", Cluster.ADMIN, PASSWORD);
  }
}
