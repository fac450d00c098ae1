package oo.standins;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import oo.standins.fault.ControlSurface;
import oo.standins.fault.FaultInjector;
import oo.standins.google.GoogleStandIn;
import oo.standins.http.StandInServer;
import oo.standins.mail.Mailbox;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.RegisteredClients;
import oo.standins.store.RowStore;
import oo.standins.todoist.TodoistStandIn;

/**
 * Google and Todoist, running in this process, each on its own port of 127.0.0.1: to a browser,
 * that is another site than oO's {@code localhost}, as the real ones are. With a folder they keep
 * every account, task, code and token across a {@code kill -9}.
 */
public final class StandIns implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Mailbox mailbox = new Mailbox();
  private int googlePort;
  private int todoistPort;

  private StandIns() {}

  /**
   * Answers when this returns. Throws an {@link IllegalStateException} with a sentence for people
   * when a port or the folder is taken.
   */
  public static StandIns start(StandInsConfig config) {
    StandIns standIns = new StandIns();
    standIns.opened.addLast(standIns.mailbox);
    try {
      standIns.googlePort =
          standIns.start(
              "google",
              config,
              config.googlePort(),
              config.googleClients(),
              (base, control) -> new GoogleStandIn(base, control, standIns.mailbox));
      standIns.todoistPort =
          standIns.start(
              "todoist",
              config,
              config.todoistPort(),
              config.todoistClients(),
              (_, control) -> new TodoistStandIn(control));
      return standIns;
    } catch (RuntimeException e) {
      standIns.close();
      throw e;
    }
  }

  private int start(
      String name,
      StandInsConfig config,
      int port,
      List<OAuthClient> clients,
      BiFunction<String, ControlSurface, FaultInjector.Provider> make) {
    StandInServer server = new StandInServer(name, config.addresses(), port);
    opened.push(server);
    RowStore store =
        config.folder() == null ? RowStore.inMemory() : RowStore.open(config.folder(), name);
    opened.addLast(store);
    var control = new ControlSurface(name, config.clock(), store, new RegisteredClients(clients));
    var injector = new FaultInjector(make.apply(base(server.port()), control));
    opened.push(injector);
    server.serve(injector::serve);
    return server.port();
  }

  private static String base(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Where browsers and servers find Google; also its issuer. Its page is at {@code /}. */
  public String googleBase() {
    return base(googlePort);
  }

  /** Where browsers and servers find Todoist. Its page is at {@code /}. */
  public String todoistBase() {
    return base(todoistPort);
  }

  /** A mail server; its page is at {@code /mail} of Google. */
  public Mailbox mailbox() {
    return mailbox;
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
    // Injectors before their servers, which wait for requests; stores last.
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
}
