package oo.dev.supervisor;

import oo.postgres.DurableServer;
import oo.postgres.PostgresFailed;

/** Checks every second that the database runs, and restarts it when it does not. */
final class DatabaseMonitor implements AutoCloseable {
  private final DurableServer server;
  private final Thread thread;

  private DatabaseMonitor(DurableServer server) {
    this.server = server;
    this.thread = Thread.ofVirtual().unstarted(this::watch);
  }

  static DatabaseMonitor start(DurableServer server) {
    var monitor = new DatabaseMonitor(server);
    monitor.thread.start();
    return monitor;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(1_000);
        if (!server.lives()) {
          Supervisor.say("The database ended: restarting it ...");
          revive();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void revive() throws InterruptedException {
    try {
      server.revive();
      Supervisor.say("The database is back.");
    } catch (PostgresFailed e) {
      System.err.println(e.getMessage());
      Thread.sleep(5_000);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
