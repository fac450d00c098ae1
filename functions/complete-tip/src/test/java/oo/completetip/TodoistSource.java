package oo.completetip;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Connector;
import oo.connectors.FetchResult;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.Providers;
import oo.host.base.Settings;
import oo.signals.Bus;
import oo.signals.NormalizedEvent;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.ConsentPages;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.standins.fault.RequestJournal;
import oo.standins.oauth.OAuthClient;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;

/** The module with the stand-in Todoist, whose clock follows the database's. */
final class TodoistSource implements AutoCloseable {
  private static final URI BACK = URI.create(TipApp.SITE + "/api/connectors/todoist/callback");

  /** RFC 7636, appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final StandIns standIns =
      StandIns.start(
          StandInsConfig.inMemory()
              .clock(Clock.fixed(TipApp.NOON, ZoneOffset.UTC))
              .todoistClient(OAuthClient.of("oo", "secret", BACK.toString())));
  final TodoistControl todoist = new TodoistControl(standIns.todoistBase());
  final TipApp app =
      new TipApp(
          Map.of(
              "TODOIST_CLIENT_ID",
              "oo",
              "TODOIST_CLIENT_SECRET",
              "secret",
              "TODOIST_BASE",
              standIns.todoistBase()));
  private final Connector connector =
      Providers.from(new Settings(app.settings)).connector("todoist").orElseThrow();
  private final ConnectionStore connections = new ConnectionStore();
  private final Leases leases = new Leases(connections);
  private final CandidatePool candidates = new CandidatePool();
  private final Bus bus = new Bus(List.of(candidates));

  /** A person who has consented. */
  Person person(String email) {
    Grant granted = granted(email);
    return new Person(app, "todoist", granted.accountId(), granted.credential());
  }

  /** Consents again. */
  void renew(Person person, String email) {
    Grant granted = granted(email);
    person.connect("todoist", granted.accountId(), granted.credential());
  }

  private Grant granted(String email) {
    URI back =
        ConsentPages.agree(connector.beginOauth(new OauthAttempt("state", CHALLENGE, BACK)), email);
    String code =
        Stream.of(back.getRawQuery().split("&"))
            .filter(field -> field.startsWith("code="))
            .map(field -> field.substring(5))
            .findFirst()
            .orElseThrow();
    return connector.finishOauth(
        new CodeExchange(code, VERIFIER, BACK, null),
        new CallDeadline(TipApp.NOON, Duration.ofSeconds(20)));
  }

  /** Reads the person's tasks, as fetch_signals does. */
  void fetch(Person person) {
    Lease lease =
        app.database
            .transaction(tx -> leases.take(tx, person.connection, Duration.ofSeconds(60)))
            .orElseThrow();
    String cursor =
        app.database.transaction(
            tx -> connections.find(tx, person.connection).orElseThrow().cursor());
    var vault = SodiumTokenVault.from(new Settings(app.settings));
    FetchResult fetched =
        new Credentials(app.database, vault)
            .use(
                lease,
                connector,
                credential ->
                    connector.fetchSignals(
                        person.connection,
                        credential,
                        cursor,
                        CallDeadline.within(lease, Duration.ofSeconds(20))));
    app.database.run(tx -> {
      if (!leases.holds(tx, lease)) {
        throw new IllegalStateException("The lease is lost");
      }
      fetched.events().forEach(bus.in(tx));
      if (fetched.full()) {
        Set<String> named =
            fetched.events().stream().map(NormalizedEvent::subject).collect(Collectors.toSet());
        tx.beforeCommit(() ->
            candidates.on(
                tx, List.copyOf(candidates.gone(tx, person.connection, named, lease.now()))));
      }
      connections.advance(tx, person.connection, fetched.cursor());
      leases.release(tx, lease);
    });
  }

  void advance(Duration by) {
    app.advance(by);
    todoist.advance(by);
  }

  /** Lets the time to undo pass and delivers its message. */
  void deliver() {
    advance(Duration.ofSeconds(15));
    app.pump();
  }

  /** The sweep, minute after minute, until nothing is pending. */
  void settle() {
    for (int minute = 0; app.pending() > 0; minute++) {
      if (minute > 60) {
        throw new AssertionError("Still pending after an hour");
      }
      advance(Duration.ofSeconds(61));
      app.sweep();
    }
  }

  TaskView now(TaskView task) {
    return todoist.task(task.id());
  }

  /** The sync commands of this type that reached Todoist, one for each uuid. */
  Set<String> commands(String type) {
    return todoist.journal().stream()
        .map(RequestJournal.Entry::operations)
        .flatMap(List::stream)
        .filter(operation -> operation.type().equals(type))
        .map(operation -> String.valueOf(operation.uuid()))
        .collect(Collectors.toSet());
  }

  /** Resets the stand-in: no faults, no recorded requests, no accounts, the clock at noon. */
  void calm() {
    todoist.clearFaults();
    todoist.clearJournal();
    todoist.resetClock();
    todoist.limits(1000, 100);
    app.testDatabase.setNow(TipApp.NOON);
    app.run("delete from app_user");
    app.sent.clear();
    app.mortality.live();
  }

  @Override
  public void close() {
    app.close();
    standIns.close();
  }
}
