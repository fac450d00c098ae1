package oo.dev.supervisor;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import oo.postgres.DurableServer;
import oo.postgres.PostgresFailed;
import oo.server.LibraryLogs;
import oo.server.Server.PortTaken;
import oo.standins.StandIns;

/**
 * {@code ./oo run}, after the launcher has built what changed: database, stand-ins and runtime,
 * kept alive until it is told to stop.
 */
public final class Supervisor {
  /** No pooler is in between, so the driver may prepare what it runs often. */
  private static final String DIRECT = "?prepareThreshold=5";

  private final Tree tree;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private Supervisor(Tree tree) {
    this.tree = tree;
  }

  /** With the tree's folder. */
  public static void main(String[] arguments) throws InterruptedException {
    LibraryLogs.quiet();
    var supervisor = new Supervisor(new Tree(Path.of(arguments[0])));
    Thread stop = new Thread(supervisor::stop);
    try {
      supervisor.lock();
      Runtime.getRuntime().addShutdownHook(stop);
      supervisor.start(System.getenv());
    } catch (Stopped
        | PortTaken
        | PostgresFailed
        | IllegalStateException
        | NumberFormatException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Thread.currentThread().join();
  }

  private void lock() {
    starting(InstanceLock.take(tree)).says("it is starting.");
  }

  private void start(Map<String, String> environment) {
    Log log = starting(Log.open(tree.log()));
    LocalSettings settings = LocalSettings.of(tree, environment);
    Modules modules = Modules.of(tree.root());
    Watch watch = Reload.watch(tree, modules);
    var gate = new Gate();
    starting(
        Gateway.listen(
            settings.configured("OO_ADDRESS").orElse("localhost"), settings.port(), gate));
    // The stand-ins come up while the database does.
    CompletableFuture<Optional<StandIns>> standIns =
        CompletableFuture.supplyAsync(() -> Providers.start(tree, settings));
    try {
      database(settings);
    } finally {
      standIns
          .handle((made, failed) -> made == null ? Optional.<StandIns>empty() : made)
          .join()
          .ifPresent(this::starting);
    }
    result(standIns).ifPresent(made -> Providers.introduce(made, settings));
    SamEnvironment.write(tree, settings);
    say("Starting the functions ...");
    var runtimes = starting(new Runtimes(tree, modules, settings, environment, gate, log));
    runtimes.start();
    starting(new Reload(tree, modules, watch, runtimes)).start();
    System.out.println("oO is ready: " + settings.site());
    started.stream()
        .filter(InstanceLock.class::isInstance)
        .forEach(lock -> ((InstanceLock) lock).says("open " + settings.site()));
  }

  /** What the work came to, or threw. */
  static <T> T result(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void database(LocalSettings settings) {
    if (settings.configured("DATABASE_URL").isPresent()) {
      return;
    }
    say("Starting the database ...");
    DurableServer server =
        starting(
            DurableServer.start(
                tree.state().resolve("postgres"),
                settings.value("DATABASE_PASSWORD"),
                settings.listening()));
    settings.make(
        Map.of("DATABASE_URL", server.url() + DIRECT, "DATABASE_USER", DurableServer.NAME));
    starting(Pulse.of(server));
  }

  private <T extends AutoCloseable> T starting(T part) {
    synchronized (started) {
      started.push(part);
    }
    return part;
  }

  /** In the opposite order; what fails to stop does not keep the rest from it. */
  private void stop() {
    say("Stopping ...");
    synchronized (started) {
      while (!started.isEmpty()) {
        try {
          started.pop().close();
        } catch (Exception e) {
          System.err.println(e.getMessage());
        }
      }
    }
  }

  static void say(String line) {
    System.out.println(line);
  }
}
