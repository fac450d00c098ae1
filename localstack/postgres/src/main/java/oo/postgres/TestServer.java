package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.io.FileUtils;

/** The server of a test JVM. Its databases are copies of a template that is migrated once. */
final class TestServer {
  static final String USER = "oo";
  static final String PASSWORD = "only-for-tests";

  private static final String PREFIX = "oo-test-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)(\\.new|\\.password)?");
  private static final String TEMPLATE = "oo_template";

  /** Of the password's hash. The default, 4,096, takes most of the time of a new connection. */
  private static final String ITERATIONS = "1";

  // Test data need not survive a crash.
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

  // Copying the template's hundreds of files is ten times faster in memory than on a disk.
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long MIN_FREE_BYTES = 2L << 30;

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
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(cluster.data())));
    cluster.create(PASSWORD, "--no-sync", "--set=scram_iterations=" + ITERATIONS);
    port = Ports.free(0);
    cluster.start(port, addresses);
    Connections.execute(
        admin(),
        "create role " + USER + " login createdb password " + Connections.literal(PASSWORD),
        "create database " + TEMPLATE + " owner " + USER);
    Migrations.run(to(TEMPLATE));
  }

  private static boolean hasRoom(Path place) {
    try {
      return Files.isWritable(place) && Files.getFileStore(place).getUsableSpace() > MIN_FREE_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes what killed JVMs left. */
  private static void sweep(Path temporary) {
    try (Stream<Path> all = Files.list(temporary)) {
      all.filter(TestServer::abandoned).toList().forEach(TestServer::remove);
    } catch (IOException | PostgresFailed | UncheckedIOException e) {
      // Best effort: another user owns it, or another JVM sweeps at the same time.
    }
  }

  private static boolean abandoned(Path path) {
    var name = NAME.matcher(path.getFileName().toString());
    return name.matches()
        && Files.isWritable(path)
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  private static void remove(Path path) {
    var cluster = new Cluster(path, FAST);
    if (cluster.running()) {
      cluster.stop("immediate");
    }
    FileUtils.deleteQuietly(path.toFile());
  }

  String create() {
    String name = "test_" + made.incrementAndGet();
    Connections.execute(
        admin(),
        "create database %s owner %s template %s strategy file_copy"
            .formatted(name, USER, TEMPLATE));
    // A new database, whose schedules have not had the time to run.
    Connections.execute(to(name), "update flyway_schema_history set installed_on = now()");
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

  /** Restarts the server to listen at this address, too. */
  synchronized void listen(String address) {
    if (!addresses.contains(address)) {
      addresses = Stream.concat(addresses.stream(), Stream.of(address)).toList();
      stop();
      start();
    }
  }

  void stop() {
    cluster.stop("fast");
  }

  /** No-op when it runs. */
  void start() {
    if (!cluster.running()) {
      cluster.start(port, addresses);
    }
  }

  private DataSource admin() {
    return Connections.to(port, "postgres", Cluster.ADMIN, PASSWORD);
  }
}
