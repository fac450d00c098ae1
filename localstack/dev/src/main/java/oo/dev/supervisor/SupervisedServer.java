package oo.dev.supervisor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import oo.host.base.EssentialThread;
import org.jspecify.annotations.Nullable;

/**
 * The current server. A replacement takes over when it is ready; when it does not start, the
 * current server goes on. A server that ends by itself, as one that ran out of memory does, is
 * started again: at once, then after pauses that double, until it starts.
 */
final class SupervisedServer implements AutoCloseable {
  private static final Duration SETTLED = Duration.ofSeconds(10);
  static final Times STANDARD =
      new Times(
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          new ServerProcess.Times(Duration.ofSeconds(20), Duration.ofMinutes(5)));

  /**
   * @param pause after a restart that failed; it doubles
   * @param maxPause what it doubles up to
   */
  record Times(Duration pause, Duration maxPause, ServerProcess.Times process) {}

  private final Supplier<ProcessBuilder> program;
  private final Gateway gateway;
  private final LogFile log;
  private final Times times;
  private final ReentrantLock changing = new ReentrantLock();
  private @Nullable ServerProcess current;
  private volatile @Nullable ServerProcess starting;
  private volatile boolean closed;
  private Duration pause = Duration.ZERO;

  /**
   * @param program asked before each start
   */
  SupervisedServer(Supplier<ProcessBuilder> program, Gateway gateway, LogFile log, Times times) {
    this.program = program;
    this.gateway = gateway;
    this.log = log;
    this.times = times;
  }

  /** Holds requests. */
  void hold() {
    gateway.hold();
  }

  /** Passes requests to the current server, if there is one. */
  void release() {
    ServerProcess server = current;
    if (server != null) {
      gateway.passTo(server.port());
    }
  }

  /** Starts the first server, as often as it takes, unless it refuses to start. */
  void startFirst() {
    try {
      start();
    } catch (StartFailed e) {
      if (e.refused()) {
        throw e;
      }
      notStarted(e);
      untilRestarted();
    }
  }

  /**
   * Starts a server and switches to it.
   *
   * @throws StartFailed when it does not start; the current server goes on
   */
  void start() {
    changing.lock();
    try {
      if (closed) {
        return;
      }
      Optional<ServerProcess> before = Optional.ofNullable(current);
      ServerProcess next = ServerProcess.begin(program.get(), log);
      starting = next;
      try {
        if (closed) {
          next.stop();
        }
        next.untilReady(times.process());
      } catch (StartFailed e) {
        release();
        throw e;
      } finally {
        starting = null;
      }
      current = next;
      gateway.passTo(next.port());
      long started = System.nanoTime();
      EssentialThread.start(
          "keeper",
          () -> {
            next.untilEnded();
            ended(next, started);
          });
      before.ifPresent(old -> Thread.ofVirtual().start(old::stop));
    } finally {
      changing.unlock();
    }
  }

  private void ended(ServerProcess server, long started) {
    changing.lock();
    try {
      if (closed || current != server) {
        return;
      }
      gateway.hold();
      current = null;
      if (System.nanoTime() - started > SETTLED.toNanos()) {
        pause = Duration.ZERO;
      }
    } finally {
      changing.unlock();
    }
    log.event("server_ended", Map.of("exit", server.exitCode()));
    Supervisor.say("The functions ended (exit " + server.exitCode() + "); .oo/oo.log says why.");
    untilRestarted();
  }

  private void untilRestarted() {
    try {
      boolean restarted = false;
      while (!restarted) {
        restarted = restarted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there is a server now, or none is wanted. */
  private boolean restarted() throws InterruptedException {
    if (!pause.isZero()) {
      Supervisor.say("Restarting them in " + pause.toSeconds() + " s ...");
      Thread.sleep(pause);
    }
    changing.lock();
    try {
      if (closed || current != null) {
        return true;
      }
      Duration twice = pause.isZero() ? times.pause() : pause.multipliedBy(2);
      pause = twice.compareTo(times.maxPause()) > 0 ? times.maxPause() : twice;
      start();
      log.event("server_restarted", Map.of());
      Supervisor.say("The functions are back.");
      return true;
    } catch (RuntimeException e) {
      // Also when no process can be made, or .env cannot be read just now.
      notStarted(e);
      return closed;
    } finally {
      changing.unlock();
    }
  }

  private void notStarted(RuntimeException e) {
    if (!closed) {
      gateway.refuse();
      log.event("server_not_restarted", Map.of());
      System.err.println(Supervisor.sentence(e));
    }
  }

  @Override
  public void close() {
    closed = true;
    gateway.hold();
    ServerProcess next = starting;
    if (next != null) {
      next.stop();
    }
    changing.lock();
    try {
      if (current != null) {
        current.stop();
      }
    } finally {
      changing.unlock();
    }
  }
}
