package oo.dev.supervisor;

import oo.postgres.DurableServer;
import oo.postgres.PostgresFailed;

/** Looks every second whether the database lives, and starts it when it does not. */
final class Pulse implements AutoCloseable {
  private final DurableServer server;
  private final Thread thread;

  private Pulse(DurableServer server) {
    this.server = server;
    this.thread = Thread.ofVirtual().unstarted(this::beat);
  }

  static Pulse of(DurableServer server) {
    var pulse = new Pulse(server);
    pulse.thread.start();
    return pulse;
  }

  private void beat() {
    try {
      while (true) {
        Thread.sleep(1_000);
        if (!server.lives()) {
          Supervisor.say("The database ended: starting it again ...");
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
