package oo.dev.supervisor;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import oo.host.base.LibraryLogs;
import oo.postgres.DurableServer;
import oo.postgres.PostgresFailed;
import oo.server.Server.PortTaken;
import oo.standins.StandIns;

/**
 * {@code ./oo run}, after the launcher has built what changed: keeps the database, the stand-ins
 * and the server running until it is stopped.
 */
public final class Supervisor {
  /** There is no pooler, so the driver may prepare frequent statements. */
  private static final String DIRECT = "?prepareThreshold=5";

  private final Tree tree;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private Supervisor(Tree tree) {
    this.tree = tree;
  }

  /** Given the tree's folder. */
  public static void main(String[] arguments) throws InterruptedException {
    LibraryLogs.quiet();
    var supervisor = new Supervisor(new Tree(Path.of(arguments[0])));
    Thread stop = new Thread(supervisor::stop);
    try {
      InstanceLock lock = supervisor.starting(InstanceLock.take(supervisor.tree));
      lock.says("it is starting.");
      Runtime.getRuntime().addShutdownHook(stop);
      supervisor.start(System.getenv(), lock);
    } catch (StartFailed
        | PortTaken
        | PostgresFailed
        | IllegalStateException
        | NumberFormatException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Thread.currentThread().join();
  }

  private void start(Map<String, String> environment, InstanceLock lock) {
    LogFile log = starting(LogFile.open(tree.log()));
    LocalSettings settings = LocalSettings.of(tree, environment);
    Modules modules = Modules.of(tree.root());
    Watch watch = Reload.watch(tree, modules);
    Gateway gateway =
        starting(
            Gateway.listen(settings.configured("OO_ADDRESS").orElse("localhost"), settings.port()));
    // The stand-ins start while the database does.
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
    var server = starting(new SupervisedServer(tree, modules, settings, gateway, log));
    server.start();
    starting(new Reload(tree, modules, watch, server)).start();
    System.out.println("oO is ready: " + settings.site());
    lock.says("open " + settings.site());
  }

  /** The work's result; throws what the work threw. */
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
    DurableServer database =
        starting(
            DurableServer.start(
                tree.state().resolve("postgres"),
                settings.value("DATABASE_PASSWORD"),
                settings.listening()));
    settings.make(
        Map.of("DATABASE_URL", database.url() + DIRECT, "DATABASE_USER", DurableServer.NAME));
    starting(DatabaseMonitor.start(database));
  }

  private <T extends AutoCloseable> T starting(T part) {
    synchronized (started) {
      started.push(part);
    }
    return part;
  }

  /** Stops the parts in reverse order, also after one fails to stop. */
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
