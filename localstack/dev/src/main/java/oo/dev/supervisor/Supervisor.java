package oo.dev.supervisor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import oo.host.base.EssentialThread;
import oo.host.base.LibraryLogs;
import oo.postgres.DurableServer;
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
    LibraryLogs.ofProcess();
    EssentialThread.run(() -> run(arguments[0]));
    Thread.currentThread().join();
  }

  private static void run(String tree) {
    var supervisor = new Supervisor(new Tree(Path.of(tree)));
    Thread stop = new Thread(supervisor::stop);
    try {
      InstanceLock lock = supervisor.starting(InstanceLock.take(supervisor.tree));
      lock.says("it is starting.");
      Runtime.getRuntime().addShutdownHook(stop);
      supervisor.start(System.getenv(), lock);
    } catch (RuntimeException e) {
      System.err.println(sentence(e));
      System.exit(1);
    }
  }

  /** What a person is told of a failure; never a stack trace. */
  static String sentence(RuntimeException e) {
    Throwable cause = e.getCause() instanceof IOException io ? io : e;
    if (cause instanceof FileSystemException file) {
      String why =
          switch (file) {
            case AccessDeniedException denied -> "access is denied";
            case NoSuchFileException absent -> "it is not there";
            case FileAlreadyExistsException taken -> "it is there already";
            default -> file.getReason() == null ? "the system gives no reason" : file.getReason();
          };
      return file.getFile() + " cannot be used: " + why + ".";
    }
    if (cause != e && !cause.toString().equals(e.getMessage())) {
      return String.valueOf(e.getMessage());
    }
    return cause.getMessage() == null || cause.getMessage().isBlank()
        ? "oO failed by " + cause.getClass().getName() + "."
        : cause.getMessage();
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
    var server =
        starting(
            new SupervisedServer(
                () -> ServerProcess.program(tree, modules.server(), settings.reread(tree).whole()),
                gateway,
                log,
                SupervisedServer.STANDARD));
    server.startFirst();
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
                tree.postgres(), settings.value("DATABASE_PASSWORD"), settings.listening()));
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
