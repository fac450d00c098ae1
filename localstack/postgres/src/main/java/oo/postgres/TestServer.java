package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The one server of a test JVM; its databases are copies of one that was migrated once. */
final class TestServer {
  static final String USER = "oo";
  static final String PASSWORD = "only-for-tests";

  private static final String PREFIX = "oo-test-";
  private static final String TEMPLATE = "oo_template";
  // Lost with the machine, and nobody minds.
  private static final Map<String, String> FAST =
      Map.of(
          "fsync", "off",
          "synchronous_commit", "off",
          "full_page_writes", "off",
          "wal_level", "minimal",
          "max_wal_senders", "0",
          "autovacuum", "off");

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
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    sweep(temporary);
    Path folder = temporary.resolve(PREFIX + ProcessHandle.current().pid());
    cluster = new Cluster(folder, FAST);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(cluster)));
    cluster.create(PASSWORD);
    port = Ports.free();
    cluster.start(port, addresses);
    Connections.execute(
        admin(),
        "create role " + USER + " login createdb password " + Connections.literal(PASSWORD),
        "create database " + TEMPLATE + " owner " + USER);
    Migrations.run(to(TEMPLATE));
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
        admin(), "create database " + name + " owner " + USER + " template " + TEMPLATE);
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
