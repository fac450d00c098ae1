package oo.standins;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import oo.standins.google.GoogleStandIn;
import oo.standins.http.StandInServer;
import oo.standins.oauth.RegisteredClients;
import oo.standins.store.RowStore;
import oo.standins.todoist.TodoistStandIn;
import org.jspecify.annotations.Nullable;

/**
 * Google and Todoist, running in this process, each on its own port of 127.0.0.1: to a browser,
 * that is another site than oO's {@code localhost}, as the real ones are. With a folder they keep
 * every account, task, code and token across a {@code kill -9}.
 */
public final class StandIns implements AutoCloseable {

  private final Deque<AutoCloseable> opened;
  private final int googlePort;
  private final int todoistPort;

  private StandIns(Deque<AutoCloseable> opened, int googlePort, int todoistPort) {
    this.opened = opened;
    this.googlePort = googlePort;
    this.todoistPort = todoistPort;
  }

  /**
   * Answers when this returns. Throws an {@link IllegalStateException} with a sentence for people
   * when a port or the folder is taken.
   */
  public static StandIns start(StandInsConfig config) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      StandInServer googleServer =
          StandInServer.open("google", config.addresses(), config.googlePort());
      opened.push(googleServer);
      StandInServer todoistServer =
          StandInServer.open("todoist", config.addresses(), config.todoistPort());
      opened.push(todoistServer);
      StandIns started = new StandIns(opened, googleServer.port(), todoistServer.port());
      RowStore googleStore = store(config.folder(), "google");
      opened.addLast(googleStore);
      RowStore todoistStore = store(config.folder(), "todoist");
      opened.addLast(todoistStore);
      var google =
          new GoogleStandIn(
              started.googleBase(),
              new RegisteredClients(config.googleClients()),
              config.clock(),
              googleStore);
      opened.push(google.injector()::close);
      var todoist =
          new TodoistStandIn(
              new RegisteredClients(config.todoistClients()),
              config.clock(),
              todoistStore,
              config.seeded());
      opened.push(todoist.injector()::close);
      googleServer.serve(google.injector()::serve);
      todoistServer.serve(todoist.injector()::serve);
      return started;
    } catch (RuntimeException e) {
      try {
        close(opened);
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Where browsers and servers find Google; also its issuer. Its page is at {@code /}. */
  public String googleBase() {
    return "http://127.0.0.1:" + googlePort;
  }

  /** Where browsers and servers find Todoist; its page is at {@code /}, its API at /api/v1. */
  public String todoistBase() {
    return "http://127.0.0.1:" + todoistPort;
  }

  public int googlePort() {
    return googlePort;
  }

  public int todoistPort() {
    return todoistPort;
  }

  /** Ends waiting requests, stops listening, and releases the folder. */
  @Override
  public void close() {
    close(opened);
  }

  private static void close(Deque<AutoCloseable> opened) {
    IllegalStateException failed = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failed = new IllegalStateException("a stand-in did not stop", e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private static RowStore store(@Nullable Path folder, String name) {
    return folder == null ? RowStore.inMemory() : RowStore.open(folder, name);
  }
}
