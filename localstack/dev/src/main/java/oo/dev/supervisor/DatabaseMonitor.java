package oo.dev.supervisor;

import java.time.Duration;
import oo.host.base.EssentialThread;
import oo.postgres.DurableServer;

/** Checks every second that the database runs, and restarts it when it does not. */
final class DatabaseMonitor implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(4);

  private final DurableServer server;
  private final Thread thread;

  private DatabaseMonitor(DurableServer server) {
    this.server = server;
    this.thread = EssentialThread.every("database", PAUSE, this::look);
  }

  static DatabaseMonitor start(DurableServer server) {
    return new DatabaseMonitor(server);
  }

  private void look() throws InterruptedException {
    if (server.lives()) {
      return;
    }
    Supervisor.say("The database ended: restarting it ...");
    try {
      server.revive();
      Supervisor.say("The database is back.");
    } catch (RuntimeException e) {
      System.err.println(Supervisor.sentence(e));
      Thread.sleep(AFTER_FAILURE);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
