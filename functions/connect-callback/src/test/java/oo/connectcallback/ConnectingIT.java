package oo.connectcallback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import oo.connectcallback.ConnectApp.Begun;
import oo.connectcallback.ConnectApp.Person;
import oo.contract.ConnectionView;
import oo.host.http.Reply;
import oo.signals.connection.ConnectionStore;
import oo.standins.control.ConsentPages;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectingIT {
  private static ConnectApp app;

  @BeforeAll
  static void start() {
    app = new ConnectApp();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void wellAgain() {
    app.todoist().clearFaults();
  }

  @Test
  void aPersonConnectsAndTheFirstReadIsQueued() {
    Person robin = app.person();
    app.sent.clear();
    app.log.clear();

    UUID id = app.connect(robin, robin.email());

    ConnectionView view = app.connections(robin).getFirst();
    assertThat(view.account()).isEqualTo(robin.email());
    assertThat(view.state()).isEqualTo(ConnectionView.State.first_fetch);
    assertThat(view.fetching()).isTrue();
    assertThat(view.tasks()).isZero();
    assertThat(app.sent).hasSize(1);
    assertThat(app.sent.getFirst().body()).contains(id.toString(), robin.user().toString());
    byte[] sealed =
        app.one("select sealed from credential where connection_id = ?", byte[].class, id);
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("access");
    assertThat(app.log.toString()).doesNotContain(robin.email());
  }

  @Test
  void aRepeatedCallbackOfTheSameBrowserIsAnsweredTheSameWay() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.todoist().clearJournal();
    Reply first = app.callbackReply(back, begun.cookie());

    assertThat(ConnectApp.header(first, "Location")).endsWith("?connected=todoist");
    assertThat(ConnectApp.header(first, "Set-Cookie")).contains("Max-Age=120", "Path=/;");
    assertThat(app.callback(back, begun.cookie())).endsWith("?connected=todoist");
    assertThat(app.callback(back, "")).isEqualTo(problem("attempt_unknown"));
    URI another = URI.create(back.toString().replaceAll("code=[^&]*", "code=another"));
    assertThat(app.callback(another, begun.cookie())).isEqualTo(problem("attempt_unknown"));
    assertThat(exchanges()).isEqualTo(1);
    assertThat(app.connections(robin)).hasSize(1);
    assertThat(grants(robin.email())).isEqualTo(1);

    app.clock().advance(Duration.ofSeconds(121));
    assertThat(app.callback(back, begun.cookie())).isEqualTo(problem("attempt_unknown"));
  }

  @Test
  void aFailureIsRepeatedAsItWas() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.deny(begun.authorize());
    assertThat(app.callback(back, begun.cookie())).isEqualTo(problem("denied"));
    assertThat(app.callback(back, begun.cookie())).isEqualTo(problem("denied"));
  }

  @Test
  void callbacksAtOnceExchangeTheCodeOnceAndAreAnsweredTheSameWay() throws Exception {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.todoist().clearJournal();
    app.todoist()
        .fault(InjectedFault.of(FaultKind.SLOW).millis(600).onPath("/api/v1/user").times(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> call = () -> app.callback(back, begun.cookie());
      assertThat(threads.invokeAll(Collections.nCopies(4, call)).stream().map(Future::resultNow))
          .allSatisfy(location -> assertThat(location).endsWith("?connected=todoist"));
    }
    assertThat(exchanges()).isEqualTo(1);
    assertThat(app.connections(robin)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD,Accept,*/*",
    "GET,Sec-Purpose,prefetch;prerender",
    "GET,Purpose,prefetch",
    "GET,X-Moz,prefetch"
  })
  void whatNoPersonAskedForSpendsNoAttempt(String method, String header, String value) {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());

    Reply ahead = app.callbackReply(method, back, begun.cookie(), Map.of(header, value));

    assertThat(ahead.status()).isEqualTo(503);
    assertThat(ahead.headers().toString()).contains("no-store").doesNotContain("Set-Cookie");
    assertThat(app.connections(robin)).isEmpty();
    assertThat(app.callback(back, begun.cookie())).endsWith("?connected=todoist");
  }

  /**
   * At every point where the database can go away, once for a new connection and once for a
   * renewal.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wheneverTheDatabaseGoesAwayNoGrantIsWithoutAHolder(boolean renewal) {
    boolean went = true;
    int points = 0;
    for (int point = 0; went; point++) {
      Person robin = app.person();
      if (renewal) {
        app.connect(robin, robin.email());
      }
      Begun begun = app.begun(robin);
      URI back = ConsentPages.agree(begun.authorize(), robin.email());

      app.outage.at(point);
      String first = app.callback(back, begun.cookie());
      went = app.outage.end();
      points = point;

      app.clock().advance(Duration.ofSeconds(30));
      String again = app.callback(back, begun.cookie());
      app.clock().advance(Duration.ofMinutes(3));
      app.sweepRevocations();
      List<ConnectionView> connections = app.connections(robin);
      if (first.endsWith("?connected=todoist")) {
        assertThat(again).as("point %s", point).isEqualTo(first);
        assertThat(connections).hasSize(1);
      }
      assertThat(grants(robin.email()))
          .as("point %s: %s", point, first)
          .isEqualTo(connections.size());
      assertThat(usable(robin)).as("point %s: %s", point, first).isEqualTo(connections.size());
      assertThat(count(robin)).as("ended connections").isEqualTo(connections.size());
    }
    assertThat(points).as("points where it can go away").isGreaterThan(15);
  }

  @Test
  void aRenewalRevokesTheGrantThatItReplacesUnlessTheProviderCalledItOver() {
    Person robin = app.person();
    app.connect(robin, robin.email());
    app.connect(robin, robin.email());
    assertThat(grants(robin.email())).isEqualTo(2);
    app.sweepRevocations();
    assertThat(grants(robin.email())).isEqualTo(1);
    assertThat(usable(robin)).isEqualTo(1);

    app.run("update credential set dead = true where user_id = ?", robin.user().value());
    app.connect(robin, robin.email());
    app.todoist().clearJournal();
    app.sweepRevocations();
    assertThat(app.todoist().journal()).isEmpty();
  }

  @Test
  void aRevocationThatFailsInTheCallbackIsTriedAgain() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    String other = "other" + robin.email();
    Begun begun = app.begun(robin, "{\"connection_id\":\"" + id + "\"}");
    app.todoist().fault(InjectedFault.of(FaultKind.SERVER_ERROR).onPath("/api/v1/revoke"));
    assertThat(app.callback(ConsentPages.agree(begun.authorize(), other), begun.cookie()))
        .isEqualTo(problem("wrong_account"));
    assertThat(grants(other)).isEqualTo(1);

    app.todoist().clearFaults();
    app.clock().advance(Duration.ofMinutes(2));
    app.sweepRevocations();
    assertThat(grants(other)).isZero();
    assertThat(count(robin)).isEqualTo(1);
  }

  private static long exchanges() {
    return app.todoist().journal().stream()
        .filter(entry -> entry.path().equals("/oauth/access_token"))
        .count();
  }

  /** How many stored credentials of a person open their account at the provider. */
  private static long usable(Person who) {
    return app.database.transaction(tx -> new ConnectionStore().of(tx, who.user())).stream()
        .filter(connection -> app.opens(connection.ref()))
        .count();
  }

  @Test
  void aDenialIsSaid() {
    Begun begun = app.begun(app.person());

    assertThat(app.callback(ConsentPages.deny(begun.authorize()), begun.cookie()))
        .isEqualTo(problem("denied"));
  }

  @ParameterizedTest
  @CsvSource({
    "&code=another, provider_refused",
    "&code=, provider_refused",
    "&error=access_denied, provider_refused",
    "&error=, provider_refused",
    "&iss=, provider_refused",
    "&iss=https://evil.example, provider_refused",
    "&iss=https://accounts.google.com, provider_refused",
    "&iss=ISSUER.evil.example, provider_refused",
    "&iss=ISSUER&iss=ISSUER, provider_refused",
    "&iss=ISSUER&iss=https://evil.example, provider_refused",
    "&iss=%00, provider_refused",
    "&state=x, attempt_unknown"
  })
  void aResponseThatIsAmbiguousOrOfAnotherIssuerConnectsNothing(String added, String problem) {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.todoist().clearJournal();

    URI altered = URI.create(back + added.replace("ISSUER", issuer(begun)));

    assertThat(app.callback(altered, begun.cookie())).isEqualTo(problem(problem));
    assertThat(exchanges()).isZero();
    assertThat(grants(robin.email())).isZero();
    assertThat(app.connections(robin)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "%00", "a%0d%0ab", "%c3%a9", "LONG"})
  void aCodeThatIsNoneIsNotSentOn(String code) {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.todoist().clearJournal();
    String sent = code.replace("LONG", "x".repeat(4_097));

    URI altered = URI.create(back.toString().replaceAll("code=[^&]*", "code=" + sent));

    assertThat(app.callback(altered, begun.cookie())).isEqualTo(problem("provider_refused"));
    assertThat(exchanges()).isZero();
  }

  @Test
  void anIssuerThatIsTheProvidersIsAccepted() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());

    URI told = URI.create(back + "&iss=" + issuer(begun));

    assertThat(app.callback(told, begun.cookie())).endsWith("?connected=todoist");
  }

  private static String issuer(Begun begun) {
    return "http://" + begun.authorize().getAuthority();
  }

  @Test
  void aCallbackWithoutTheAttemptsCookieIsRefused() {
    Person robin = app.person();
    Begun one = app.begun(robin);
    Begun other = app.begun(robin);
    URI back = ConsentPages.agree(one.authorize(), robin.email());
    String name = one.cookie().split("=", 2)[0];
    String othersValue = other.cookie().split("=", 2)[1];

    assertThat(app.callback(back, "")).isEqualTo(problem("attempt_unknown"));
    assertThat(app.callback(back, other.cookie())).isEqualTo(problem("attempt_unknown"));
    assertThat(app.callback(back, name + "=" + othersValue)).isEqualTo(problem("attempt_unknown"));
    assertThat(app.connections(robin)).isEmpty();
    // None of these calls used the attempt up.
    assertThat(app.callback(back, one.cookie())).endsWith("?connected=todoist");
  }

  @Test
  void aCallbackOfAnotherUsersAttemptIsRefused() {
    Person robin = app.person();
    Person kim = app.person();
    Begun robins = app.begun(robin);
    Begun kims = app.begun(kim);
    URI back = ConsentPages.agree(robins.authorize(), robin.email());

    // Kim's browser opens Robin's callback: Robin's tasks must not become Kim's.
    String forged = robins.cookie().split("=", 2)[0] + "=" + kims.cookie().split("=", 2)[1];
    assertThat(app.callback(back, forged)).isEqualTo(problem("attempt_unknown"));
    assertThat(app.callback(back, kims.cookie())).isEqualTo(problem("attempt_unknown"));
    assertThat(app.connections(kim)).isEmpty();
  }

  @Test
  void twoTabsDoNotMeet() {
    Person robin = app.person();
    Begun one = app.begun(robin);
    Begun two = app.begun(robin);
    String both = one.cookie() + "; " + two.cookie();

    assertThat(app.callback(ConsentPages.agree(two.authorize(), "b" + robin.email()), both))
        .endsWith("?connected=todoist");
    assertThat(app.callback(ConsentPages.agree(one.authorize(), "a" + robin.email()), both))
        .endsWith("?connected=todoist");
    assertThat(app.connections(robin)).hasSize(2);
  }

  @Test
  void aCookieSentTwiceIsRefused() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());

    Reply reply = app.callbackReply(back, begun.cookie() + "; " + begun.cookie());

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.headers().toString()).contains("/connect.html?problem=two_cookies");
    assertThat(app.connections(robin)).isEmpty();
  }

  @Test
  void anExpiredAttemptIsSaid() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.clock().advance(Duration.ofMinutes(11));

    assertThat(app.callback(back, begun.cookie())).isEqualTo(problem("attempt_expired"));
    assertThat(app.connections(robin)).isEmpty();
  }

  @Test
  void aSessionThatEndedMeanwhileConnectsNothing() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.endSession(robin);

    assertThat(app.callback(back, begun.cookie())).isEqualTo(problem("session_ended"));
    assertThat(count(robin)).isZero();
  }

  @Test
  void aProfileDeletedDuringTheExchangeConnectsNothingAndTheGrantIsGivenBack() throws Exception {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.todoist()
        .fault(InjectedFault.of(FaultKind.SLOW).millis(600).onPath("/api/v1/user").times(1));
    var deleting =
        Thread.startVirtualThread(() -> {
          waitForCallUnderWay();
          app.run(
              "update app_user set deleted_at = oo_now() where user_id = ?", robin.user().value());
        });

    String location = app.callback(back, begun.cookie());
    deleting.join();

    assertThat(location).isEqualTo(problem("session_ended"));
    assertThat(count(robin)).isZero();
    assertThat(grants(robin.email())).isZero();
  }

  @Test
  void aProviderThatIsDownOrRefusesIsSaid() {
    Person robin = app.person();
    for (FaultKind kind :
        List.of(FaultKind.SERVER_ERROR, FaultKind.CONNECTION_RESET, FaultKind.MALFORMED_JSON)) {
      Begun begun = app.begun(robin);
      URI back = ConsentPages.agree(begun.authorize(), robin.email());
      app.todoist().fault(InjectedFault.of(kind).onPath("/oauth/access_token").times(1));
      assertThat(app.callback(back, begun.cookie()))
          .as("%s", kind)
          .isEqualTo(problem("provider_down"));
    }
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    URI forged = URI.create(back.toString().replaceAll("code=[^&]*", "code=made-up"));
    assertThat(app.callback(forged, begun.cookie())).isEqualTo(problem("provider_refused"));
    assertThat(app.connections(robin)).isEmpty();
  }

  @Test
  void renewingKeepsTheIdAndEndsWhatTheOldGrantsHolderKnows() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.run(
        "update connection set state = 'reconnect', cursor = 'kept' where connection_id = ?", id);
    long fence = app.one("select fence from connection where connection_id = ?", Long.class, id);

    Begun begun = app.begun(robin, "{\"connection_id\":\"" + id + "\"}");
    app.callback(ConsentPages.agree(begun.authorize(), robin.email()), begun.cookie());

    ConnectionView view = app.connections(robin).getFirst();
    assertThat(view.id()).isEqualTo(id);
    assertThat(view.state()).isNotEqualTo(ConnectionView.State.reconnect);
    assertThat(app.one("select cursor from connection where connection_id = ?", String.class, id))
        .isEqualTo("kept");
    assertThat(app.one("select fence from connection where connection_id = ?", Long.class, id))
        .isGreaterThan(fence);
  }

  @Test
  void renewingWithAnotherAccountIsRefusedAndItsGrantGivenBack() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    String other = "other" + robin.email();

    Begun begun = app.begun(robin, "{\"connection_id\":\"" + id + "\"}");
    String location = app.callback(ConsentPages.agree(begun.authorize(), other), begun.cookie());

    assertThat(location).isEqualTo(problem("wrong_account"));
    assertThat(app.connections(robin)).hasSize(1);
    assertThat(app.connections(robin).getFirst().account()).isEqualTo(robin.email());
    assertThat(grants(other)).isZero();
    assertThat(grants(robin.email())).isEqualTo(1);
  }

  @Test
  void connectingTheSameAccountAgainIsNoSecondConnection() {
    Person robin = app.person();
    UUID first = app.connect(robin, robin.email());

    assertThat(app.connect(robin, robin.email())).isEqualTo(first);
    assertThat(app.connections(robin)).hasSize(1);
  }

  @Test
  void aConnectionIsListedAsItIs() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());

    app.run(
        "update connection set read_at = oo_now(), due_at = oo_now() + interval '5 minutes', open_tasks = 7 where connection_id = ?",
        id);
    ConnectionView live = app.connections(robin).getFirst();
    assertThat(live.state()).isEqualTo(ConnectionView.State.live);
    assertThat(live.fetching()).isFalse();
    assertThat(live.tasks()).isEqualTo(7);
    assertThat(live.lastReadAt()).isNotNull();
    assertThat(live.nextReadAt()).isNotNull();

    app.run(
        "update connection set attempts = 2, last_error = 'Todoist asks to wait.' where connection_id = ?",
        id);
    ConnectionView failing = app.connections(robin).getFirst();
    assertThat(failing.state()).isEqualTo(ConnectionView.State.failing);
    assertThat(failing.error()).isEqualTo("Todoist asks to wait.");

    app.run("update connection set due_at = oo_now() where connection_id = ?", id);
    assertThat(app.connections(robin).getFirst().fetching())
        .as("it is due, and nothing reads it before the sweep")
        .isFalse();

    app.run("update connection set state = 'reconnect' where connection_id = ?", id);
    ConnectionView reconnect = app.connections(robin).getFirst();
    assertThat(reconnect.state()).isEqualTo(ConnectionView.State.reconnect);
    assertThat(reconnect.nextReadAt()).isNull();
  }

  @Test
  void everyRouteAsksWhoCallsAndKnowsOnlyTheirs() {
    Person robin = app.person();
    Person kim = app.person();
    UUID robins = app.connect(robin, robin.email());

    assertThat(app.list(null).status()).isEqualTo(401);
    assertThat(app.begin(null, "todoist", "").status()).isEqualTo(401);
    assertThat(app.disconnect(null, robins.toString()).status()).isEqualTo(401);

    assertThat(app.connections(kim)).isEmpty();
    assertThat(app.begin(kim, "todoist", "{\"connection_id\":\"" + robins + "\"}").status())
        .isEqualTo(404);
    assertThat(app.disconnect(kim, robins.toString()).status()).isEqualTo(404);
    assertThat(app.disconnect(kim, "no-id").status()).isEqualTo(404);
    assertThat(app.connections(robin)).hasSize(1);

    app.endSession(kim);
    List<Function<Person, Reply>> calls =
        List.of(
            app::list,
            who -> app.begin(who, "todoist", ""),
            who -> app.disconnect(who, robins.toString()));
    for (var call : calls) {
      assertThat(call.apply(kim).status()).isEqualTo(401);
    }
  }

  @Test
  void aProviderThatIsUnknownOrNotConfiguredIsSaid() {
    Person robin = app.person();
    assertThat(app.begin(robin, "nobody", "").status()).isEqualTo(404);
    assertThat(app.callback(URI.create(ConnectApp.SITE + "/api/connectors/nobody/callback"), ""))
        .isEqualTo(ConnectApp.SITE + "/connect.html?problem=attempt_unknown");

    try (var bare = new ConnectApp(Map.of("TODOIST_CLIENT_ID", "", "TODOIST_CLIENT_SECRET", ""))) {
      Person kim = bare.person();
      assertThat(ConnectApp.text(bare.list(kim))).contains("\"configured\":false");
      Reply refused = bare.begin(kim, "todoist", "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(ConnectApp.text(refused)).contains("provider_not_configured", "TODOIST_CLIENT_ID");
      Reply health = bare.health(bare.host());
      assertThat(health.status()).isEqualTo(503);
      assertThat(ConnectApp.text(health)).contains("Todoist is not configured");
    }
  }

  @Test
  void onlySoManyConnectionsAreThere() {
    Person robin = app.person();
    for (int i = 0; i < 20; i++) {
      app.run(
          """
          insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at)
          values (?, gen_random_uuid(), 'todoist', gen_random_uuid()::text, 'live', oo_now(), oo_now())
          """,
          robin.user().value());
    }

    Reply refused = app.begin(robin, "todoist", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("too_many_connections");
    UUID first =
        app.one(
            "select connection_id from connection where user_id = ? limit 1",
            UUID.class,
            robin.user().value());
    assertThat(app.begin(robin, "todoist", "{\"connection_id\":\"" + first + "\"}").status())
        .isEqualTo(200);
  }

  @Test
  void onlySoManyAttemptsAreKept() {
    Person robin = app.person();
    Begun first = app.begun(robin);
    for (int i = 0; i < 20; i++) {
      app.begun(robin);
    }

    assertThat(
            app.one(
                "select count(*) from oauth_attempt where user_id = ?",
                Long.class,
                robin.user().value()))
        .isEqualTo(20);
    assertThat(app.callback(ConsentPages.agree(first.authorize(), robin.email()), first.cookie()))
        .isEqualTo(problem("attempt_unknown"));
  }

  @Test
  void aWrongKeyUnderAKnownNameIsRedInHealth() {
    assertThat(app.health(app.host()).status()).isEqualTo(200);

    try (var wrong = app.start(Map.of("VAULT_KEYS", "k1:" + "B".repeat(42) + "A="))) {
      Reply health = app.health(wrong);
      assertThat(health.status()).isEqualTo(503);
      assertThat(ConnectApp.text(health)).contains("vault", "k1").doesNotContain("BBBB");
    }
    assertThat(app.health(app.host()).status()).isEqualTo(200);
  }

  @Test
  void aStoppedProviderIsRedInHealthUntilItAnswersAgain() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.todoist().fault(InjectedFault.of(FaultKind.DOWN).onPath("/oauth/access_token"));
    app.callback(back, begun.cookie());
    assertThat(app.health(app.host()).status()).isEqualTo(503);
    assertThat(ConnectApp.text(app.health(app.host()))).contains("cannot be reached");

    app.todoist().clearFaults();
    app.connect(robin, robin.email());
    assertThat(app.health(app.host()).status()).isEqualTo(200);
  }

  @Test
  void aDatabaseThatIsDownIsSaidOnThePage() {
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());
    app.clock().stopServer();
    try {
      assertThat(app.callback(back, begun.cookie())).isEqualTo(problem("database_unavailable"));
      assertThat(app.health(app.host()).status()).isEqualTo(503);
    } finally {
      app.clock().startServer();
    }
  }

  @Test
  void theProblemsAreThoseOfTheContract() throws Exception {
    try (var in = ConnectingIT.class.getResourceAsStream("/openapi.yaml")) {
      assertThat(in).isNotNull();
      String contract = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      int from = contract.indexOf("operationId: finish_oauth");
      String operation = contract.substring(from, contract.indexOf("operationId: disconnect"));
      for (FinishOauth.Problem problem : FinishOauth.Problem.values()) {
        assertThat(operation)
            .contains("`" + problem.name().toLowerCase(java.util.Locale.ROOT) + "`");
      }
    }
  }

  private static String problem(String code) {
    return ConnectApp.SITE + "/connect.html?problem=" + code + "&provider=todoist";
  }

  private static long count(Person who) {
    return app.one(
        "select count(*) from connection where user_id = ?", Long.class, who.user().value());
  }

  private static int grants(String email) {
    return app.todoist().accounts().stream()
        .filter(user -> user.email().equals(email))
        .mapToInt(oo.standins.control.TodoistControl.User::grants)
        .sum();
  }

  /** Waits until the request with the fault is at Todoist. */
  private void waitForCallUnderWay() {
    for (int i = 0; i < 1_000; i++) {
      if (app.todoist().faults().isEmpty()) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    throw new AssertionError("No request took the fault");
  }
}
