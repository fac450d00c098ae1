package oo.dev.supervisor;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The runtime that serves, and the change from one to the next: the next is started while the gate
 * is shut, and takes over when it is ready; when it does not get ready, the one before goes on.
 */
final class Runtimes implements AutoCloseable {
  private static final int TOO_OFTEN = 3;
  private static final long QUICK_NANOS = 10_000_000_000L;

  private final Tree tree;
  private final Modules modules;
  private final LocalSettings settings;
  private final Map<String, String> environment;
  private final Gate gate;
  private final Log log;
  private final ReentrantLock changing = new ReentrantLock();
  private @Nullable RuntimeProcess current;
  private boolean closed;
  private int quickDeaths;

  Runtimes(
      Tree tree,
      Modules modules,
      LocalSettings settings,
      Map<String, String> environment,
      Gate gate,
      Log log) {
    this.tree = tree;
    this.modules = modules;
    this.settings = settings;
    this.environment = environment;
    this.gate = gate;
    this.log = log;
  }

  /** Requests wait from now on. */
  void hold() {
    gate.shut();
  }

  /** Requests go to the runtime that serves, if there is one. */
  void release() {
    RuntimeProcess serving = current;
    if (serving != null) {
      gate.open(serving.port());
    }
  }

  /**
   * Starts the next and changes over to it.
   *
   * @throws Stopped when it does not start; the one before goes on
   */
  void start() {
    changing.lock();
    try {
      if (closed) {
        return;
      }
      Optional<RuntimeProcess> before = Optional.ofNullable(current);
      RuntimeProcess next;
      try {
        next = RuntimeProcess.start(tree, modules.server(), environment(), log);
      } catch (Stopped e) {
        release();
        throw e;
      }
      current = next;
      gate.open(next.port());
      long born = System.nanoTime();
      next.onExit().thenRun(() -> died(next, born));
      before.ifPresent(old -> Thread.ofVirtual().start(old::stop));
    } finally {
      changing.unlock();
    }
  }

  /** What a person configured may have changed; what this run made has not. */
  private Map<String, String> environment() {
    return settings.with(EnvFile.read(tree.configured()), environment).whole();
  }

  private void died(RuntimeProcess dead, long born) {
    changing.lock();
    try {
      if (closed || current != dead) {
        return;
      }
      gate.shut();
      current = null;
      quickDeaths = System.nanoTime() - born < QUICK_NANOS ? quickDeaths + 1 : 0;
      if (quickDeaths >= TOO_OFTEN) {
        Supervisor.say("The functions end again and again: mend them and save. See .oo/oo.log");
        return;
      }
      Supervisor.say("The functions ended: starting them again ...");
      start();
      Supervisor.say("The functions are back.");
    } catch (Stopped e) {
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
      gate.shut();
      if (current != null) {
        current.stop();
      }
    } finally {
      changing.unlock();
    }
  }
}
