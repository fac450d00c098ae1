package oo.standins;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.standins.fault.StandInClock;
import oo.standins.google.GoogleSite;
import oo.standins.http.Guard;
import oo.standins.http.SiteServer;
import oo.standins.oauth.Clients;
import oo.standins.store.Ledger;
import oo.standins.todoist.TodoistSite;
import org.jspecify.annotations.Nullable;

/**
 * Google and Todoist, running in this process, each on a port of its own.
 *
 * <p>A browser meets them at 127.0.0.1, so that they are another site than oO's {@code localhost},
 * as the real ones are. Started again with the same folder, also after a {@code kill -9}, they know
 * every account, task, code and token.
 */
public final class StandIns implements AutoCloseable {

  private final SiteServer googleServer;
  private final SiteServer todoistServer;
  private final GoogleSite google;
  private final TodoistSite todoist;
  private final String googleBase;
  private final String googleBackBase;
  private final String todoistBase;

  private StandIns(
      SiteServer googleServer,
      SiteServer todoistServer,
      GoogleSite google,
      TodoistSite todoist,
      String googleBase,
      String googleBackBase,
      String todoistBase) {
    this.googleServer = googleServer;
    this.todoistServer = todoistServer;
    this.google = google;
    this.todoist = todoist;
    this.googleBase = googleBase;
    this.googleBackBase = googleBackBase;
    this.todoistBase = todoistBase;
  }

  /**
   * Listening when it returns. Throws with a sentence for people when a port or the folder is
   * taken.
   */
  public static StandIns start(StandInsConfig config) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      SiteServer googleServer = SiteServer.open("google", config.addresses(), config.googlePort());
      opened.push(googleServer);
      SiteServer todoistServer =
          SiteServer.open("todoist", config.addresses(), config.todoistPort());
      opened.push(todoistServer);
      String googleBase = base(config.googlePublicBase(), googleServer.port());
      String googleBack = config.googleBackBase() == null ? googleBase : config.googleBackBase();
      String todoistBase = base(config.todoistPublicBase(), todoistServer.port());
      GoogleSite google =
          new GoogleSite(
              googleBase,
              googleBack,
              new Clients(config.googleClients()),
              new StandInClock(config.clock()),
              ledger(config.folder(), "google"));
      opened.push(google);
      TodoistSite todoist =
          new TodoistSite(
              names(config),
              new Clients(config.todoistClients()),
              new StandInClock(config.clock()),
              ledger(config.folder(), "todoist"),
              config.seeded());
      opened.push(todoist);
      googleServer.serve(google);
      todoistServer.serve(todoist);
      return new StandIns(
          googleServer, todoistServer, google, todoist, googleBase, googleBack, todoistBase);
    } catch (RuntimeException e) {
      for (AutoCloseable one : opened) {
        try {
          one.close();
        } catch (Exception suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw e;
    }
  }

  /** Where browsers find Google; also its issuer. The control page is at its root. */
  public String googleBase() {
    return googleBase;
  }

  /** Where a server finds Google's token endpoint and keys. */
  public String googleBackBase() {
    return googleBackBase;
  }

  public String googleIssuer() {
    return googleBase;
  }

  /** Where browsers find Todoist. The control page is at its root, API v1 below {@code /api/v1}. */
  public String todoistBase() {
    return todoistBase;
  }

  public int googlePort() {
    return googleServer.port();
  }

  public int todoistPort() {
    return todoistServer.port();
  }

  /** Stops listening and lets go of the folder. */
  @Override
  public void close() {
    google.release();
    todoist.release();
    try (google;
        todoist;
        googleServer;
        todoistServer) {
      // Servers first, in the order opposite to that of the list.
    }
  }

  /**
   * Hosts under which Todoist may be addressed; a container's name for Google is its name for
   * Todoist too.
   */
  private static Set<String> names(StandInsConfig config) {
    return Stream.of(config.todoistPublicBase(), config.googlePublicBase(), config.googleBackBase())
        .filter(Objects::nonNull)
        .map(Guard::host)
        .collect(Collectors.toSet());
  }

  private static Ledger ledger(@Nullable Path folder, String name) {
    return folder == null ? Ledger.inMemory() : Ledger.open(folder, name);
  }

  private static String base(@Nullable String wanted, int port) {
    return wanted == null ? "http://127.0.0.1:" + port : wanted;
  }
}
