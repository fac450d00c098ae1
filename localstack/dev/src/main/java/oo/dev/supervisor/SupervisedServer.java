package oo.dev.supervisor;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The current server. A replacement takes over when it is ready; when it does not start, the
 * current server goes on. A server that crashes is started again.
 */
final class SupervisedServer implements AutoCloseable {
  private static final int MAX_QUICK_CRASHES = 3;
  private static final long QUICK_NANOS = 10_000_000_000L;

  private final Tree tree;
  private final Modules modules;
  private final LocalSettings settings;
  private final Gateway gateway;
  private final LogFile log;
  private final ReentrantLock changing = new ReentrantLock();
  private @Nullable ServerProcess current;
  private boolean closed;
  private int quickCrashes;

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
      next.onExit().thenRun(() -> crashed(next, started));
      before.ifPresent(old -> Thread.ofVirtual().start(old::stop));
    } finally {
      changing.unlock();
    }
  }

  private void crashed(ServerProcess server, long started) {
    changing.lock();
    try {
      if (closed || current != server) {
        return;
      }
      gateway.hold();
      current = null;
      quickCrashes = System.nanoTime() - started < QUICK_NANOS ? quickCrashes + 1 : 0;
      if (quickCrashes >= MAX_QUICK_CRASHES) {
        Supervisor.say("The functions crash repeatedly: fix them and save. See .oo/oo.log");
        return;
      }
      Supervisor.say("The functions crashed: restarting them ...");
      start();
      Supervisor.say("The functions are back.");
    } catch (StartFailed e) {
      System.err.println(e.getMessage());
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
