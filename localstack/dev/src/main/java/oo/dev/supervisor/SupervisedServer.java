package oo.dev.supervisor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The current server. A replacement takes over when it is ready; when it does not start, the
 * current server goes on. A server that ends by itself, as one that ran out of memory does, is
 * started again: at once, then after pauses that double up to half a minute, until it starts.
 */
final class SupervisedServer implements AutoCloseable {
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final Tree tree;
  private final Modules modules;
  private final LocalSettings settings;
  private final Gateway gateway;
  private final LogFile log;
  private final ReentrantLock changing = new ReentrantLock();
  private @Nullable ServerProcess current;
  private boolean closed;
  private Duration pause = Duration.ZERO;

  SupervisedServer(
      Tree tree, Modules modules, LocalSettings settings, Gateway gateway, LogFile log) {
    this.tree = tree;
    this.modules = modules;
    this.settings = settings;
    this.gateway = gateway;
    this.log = log;
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
      ServerProcess next;
      try {
        next = ServerProcess.start(tree, modules.server(), settings.reread(tree).whole(), log);
      } catch (StartFailed e) {
        release();
        throw e;
      }
      current = next;
      gateway.passTo(next.port());
      long started = System.nanoTime();
      next.onExit().thenRunAsync(() -> ended(next, started), Thread.ofVirtual()::start);
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
      Duration twice = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
      pause = twice.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : twice;
      start();
      log.event("server_restarted", Map.of());
      Supervisor.say("The functions are back.");
      return true;
    } catch (StartFailed e) {
      log.event("server_not_restarted", Map.of());
      System.err.println(e.getMessage());
      return false;
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void close() {
    changing.lock();
    try {
      closed = true;
      gateway.hold();
      if (current != null) {
        current.stop();
      }
    } finally {
      changing.unlock();
    }
  }
}
