package oo.host.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.host.base.MissingSetting;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Refused;
import oo.host.http.Request;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.host.sql.EnvironmentConnection;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits as several instances hold them together, on one database. */
final class RouteLimitsIT {
  private static final String OFFICE = "203.0.113.7";

  private final TestDatabase database = TestDatabase.create();
  private final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    database.close();
    assertThat(log).isEmpty();
  }

  @Test
  void twoInstancesShareTheBudgetOfAUser() {
    RouteLimits one = instance("fetches.user=60/3600/20");
    RouteLimits two = instance("fetches.user=60/3600/20");
    AccessToken caller = person();

    int admitted = 0;
    for (int call = 0; call < 100; call++) {
      admitted += admits(call % 2 == 0 ? one : two, "request_fetch", caller, OFFICE) ? 1 : 0;
    }

    // Each may let a tenth pass before it tells the other.
    assertThat(admitted).isBetween(20, 24);
    assertThat(admits(one, "request_fetch", person(), OFFICE)).isTrue();
  }

  @Test
  void twoInstancesShareTheBudgetOfAnAddress() {
    String few = "sign_in.address=6/3600/9";
    RouteLimits one = instance(few);
    RouteLimits two = instance(few);

    int admitted = 0;
    for (int call = 0; call < 40; call++) {
      admitted += admits(call % 2 == 0 ? one : two, "begin_sign_in", null, OFFICE) ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(9);
    assertThat(admits(two, "begin_sign_in", null, "203.0.113.8")).isTrue();
  }

  @Test
  void waitingAsLongAsToldSucceedsAndASecondLessDoesNot() throws Exception {
    String rate = "fetches.user=1/3/2";
    RouteLimits one = instance(rate);
    RouteLimits two = instance(rate);
    AccessToken caller = person();
    admit(one, "request_fetch", caller, OFFICE);
    admit(two, "request_fetch", caller, OFFICE);

    int told = retryAfter(one, "request_fetch", caller);
    assertThat(told).isEqualTo(3);
    Thread.sleep(Duration.ofSeconds(told - 1));
    assertThat(retryAfter(two, "request_fetch", caller)).isEqualTo(1);
    Thread.sleep(Duration.ofSeconds(1));

    admit(one, "request_fetch", caller, OFFICE);
    assertThat(admits(two, "request_fetch", caller, OFFICE)).isFalse();
  }

  /** By the database's clock: an instance does not remember a long wait. */
  @Test
  void aWaitIsOverWhenTheDatabaseSaysSo() throws Exception {
    RouteLimits limits = instance("exports.user=1/3600/1");
    AccessToken caller = person();
    admit(limits, "export_profile", caller, OFFICE);
    assertThat(retryAfter(limits, "export_profile", caller)).isEqualTo(3600);

    database.advance(Duration.ofHours(1));
    Thread.sleep(Duration.ofSeconds(1));

    admit(limits, "export_profile", caller, OFFICE);
  }

  /** A clock that was set back, as by a failover, costs at most one burst. */
  @Test
  void aBudgetThatIsFarAheadHeals() {
    RouteLimits limits = instance("exports.user=1/60/1");
    AccessToken caller = person();
    admit(limits, "export_profile", caller, OFFICE);
    sql("update call_rate set paid_until = oo_now() + interval '10 years'");

    assertThat(retryAfter(limits, "export_profile", caller)).isLessThanOrEqualTo(60);
  }

  @Test
  void anOfficeBehindOneAddressWorks() {
    RouteLimits limits = instance("");
    var people = new ArrayList<AccessToken>();
    for (int person = 0; person < 300; person++) {
      admit(limits, "begin_sign_in", null, OFFICE);
      admit(limits, "finish_sign_in", null, OFFICE);
      people.add(person());
      admit(limits, "profile", people.getLast(), OFFICE);
      admit(limits, "begin_oauth", people.getLast(), OFFICE);
      admit(limits, "finish_oauth", null, OFFICE);
      admit(limits, "request_fetch", people.getLast(), OFFICE);
      admit(limits, "refresh_session", null, OFFICE);
    }
    for (int tip = 0; tip < 20; tip++) {
      people.forEach(person -> {
        admit(limits, "recommend", person, OFFICE);
        admit(limits, "complete", person, OFFICE);
      });
    }
  }

  @Test
  void aFloodOfStrangersTakesNothingFromOthers() throws Exception {
    RouteLimits limits = instance("");
    for (String function :
        List.of("begin_sign_in", "finish_sign_in", "refresh_session", "recommend", "auth_health")) {
      assertThat(flood(limits, function, null, 16, 500)).as(function).isLessThan(1_500);
      assertThat(admits(limits, function, null, OFFICE)).as(function).isFalse();
      admit(limits, function, null, "203.0.113.8");
    }

    AccessToken colleague = person();
    admit(limits, "recommend", colleague, OFFICE);
    admit(limits, "complete", colleague, OFFICE);
    admit(limits, "export_profile", colleague, OFFICE);
  }

  @Test
  void aUserWhoFloodsTakesNothingFromOthers() throws Exception {
    RouteLimits limits = instance("");
    AccessToken noisy = person();

    // A burst, what accrues meanwhile, and no more.
    assertThat(flood(limits, "request_fetch", noisy, 16, 500)).isBetween(30, 34);
    assertThat(flood(limits, "recommend", noisy, 16, 500)).isBetween(240, 280);
    admit(limits, "request_fetch", person(), OFFICE);
  }

  @Test
  void manyAddressesTogetherHaveACeiling() {
    RouteLimits limits = instance("sign_in.all=1/3600/25");

    int admitted = 0;
    for (int address = 1; address < 100; address++) {
      admitted += admits(limits, "begin_sign_in", null, "198.51.100." + address) ? 1 : 0;
    }

    assertThat(admitted).isBetween(25, 27);
  }

  @Test
  void anAddressOfSixIsASubscribersNetwork() {
    RouteLimits limits = instance("sign_in.address=1/3600/5");

    int admitted = 0;
    for (int host = 1; host < 20; host++) {
      admitted += admits(limits, "begin_sign_in", null, "2001:db8:1:2::" + host) ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(5);
    admit(limits, "begin_sign_in", null, "2001:db8:1:3::1");
  }

  @Test
  void aHeaderOfTheCallerChangesNothing() {
    RouteLimits limits = instance("sign_in.address=1/3600/5");

    int admitted = 0;
    for (int call = 1; call < 20; call++) {
      String spoofed = "198.51.100." + call;
      Request request =
          new Request(
                  "GET",
                  "/api/x",
                  Map.of(),
                  Map.of(),
                  Map.of(
                      "X-Forwarded-For", List.of(spoofed),
                      "Forwarded", List.of("for=" + spoofed),
                      "X-Real-IP", List.of(spoofed)),
                  new byte[0])
              .from(OFFICE);
      admitted +=
          refusal(() -> limits.admit("begin_sign_in", false, null, request)).isEmpty() ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(5);
  }

  @Test
  void whoHasAnOldTokenOfAUserCannotUseUpTheirCalls() {
    RouteLimits limits = instance("fetches.user=1/3600/10,strangers.address=1/3600/10");
    AccessToken now = person();
    var old =
        new AccessToken(now.user(), now.session(), 0, Instant.now().minus(Duration.ofMinutes(11)));

    for (int call = 0; call < 50; call++) {
      admits(limits, "request_fetch", old, OFFICE);
    }

    assertThat(admits(limits, "request_fetch", old, OFFICE)).isFalse();
    admit(limits, "request_fetch", now, OFFICE);
  }

  @Test
  void healthAsksNoDatabase() {
    RouteLimits limits =
        RouteLimits.from(
                new Settings(Map.of()),
                () -> {
                  throw new IllegalStateException("No database");
                },
                log::add)
            .orElseThrow();

    for (int call = 0; call < 2_000; call++) {
      admits(limits, "auth_health", null, OFFICE);
    }

    assertThat(admits(limits, "auth_health", null, OFFICE)).isFalse();
  }

  @Test
  void theTableHoldsNoAddressAndNoUser() {
    RouteLimits limits = instance("sign_in.address=1/3600/1,exports.user=1/3600/1");
    AccessToken caller = person();
    admit(limits, "begin_sign_in", null, OFFICE);
    admit(limits, "export_profile", caller, OFFICE);

    List<String> rows =
        new Database(database.dataSource())
            .statement(db -> db.sql("select r::text from call_rate r").query(String.class).list());

    assertThat(rows).hasSize(2);
    assertThat(rows.toString()).doesNotContain(OFFICE, caller.user().toString());
  }

  @Test
  void offIsOff() {
    assertThat(RouteLimits.from(new Settings(Map.of("LIMITS", "off")), () -> null, log::add))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on",
        "tips.user",
        "tips.user=1",
        "tips.user=0/1/1",
        "tips.user=1/1/1,",
        "none.user=1/1/1",
        "tips.everyone=1/1/1",
        "tips.user=99999999999/1/1"
      })
  void aSettingThatIsMalformedStopsTheStart(String setting) {
    assertThatThrownBy(() -> instance(setting))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("LIMITS");
  }

  private RouteLimits instance(String setting) {
    return RouteLimits.from(
            new Settings(Map.of("LIMITS", setting)),
            () ->
                new Database(
                    new EnvironmentConnection(database.dataSource(), System::currentTimeMillis)),
            log::add,
            Duration.ofSeconds(20))
        .orElseThrow();
  }

  private static AccessToken person() {
    return new AccessToken(
        new UserId(Uuid7.next()), new SessionId(Uuid7.next()), 0, Instant.now().plusSeconds(600));
  }

  /** How many of the calls of so many clients at once are admitted. */
  private static int flood(
      RouteLimits limits, String function, AccessToken caller, int clients, int calls)
      throws Exception {
    try (var threads = Executors.newFixedThreadPool(clients)) {
      var clientsCalls = new ArrayList<Callable<Integer>>();
      for (int client = 0; client < clients; client++) {
        clientsCalls.add(() -> {
          int admitted = 0;
          for (int call = 0; call < calls; call++) {
            admitted += admits(limits, function, caller, OFFICE) ? 1 : 0;
          }
          return admitted;
        });
      }
      int admitted = 0;
      for (Future<Integer> client : threads.invokeAll(clientsCalls)) {
        admitted += client.get();
      }
      return admitted;
    }
  }

  private static int retryAfter(RouteLimits limits, String function, AccessToken caller) {
    Refused refused = refusal(() -> admit(limits, function, caller, OFFICE)).orElseThrow();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("too_many_requests");
    assertThat(refused.headers())
        .singleElement()
        .matches(header -> header.name().equals("Retry-After"));
    String seconds = refused.headers().getFirst().value();
    assertThat(refused.detail()).contains("Wait " + seconds + " second");
    return Integer.parseInt(seconds);
  }

  private static boolean admits(
      RouteLimits limits, String function, AccessToken caller, String address) {
    return refusal(() -> admit(limits, function, caller, address)).isEmpty();
  }

  private static Optional<Refused> refusal(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e);
    }
  }

  private static void admit(
      RouteLimits limits, String function, AccessToken caller, String address) {
    boolean session = caller != null || function.equals("recommend");
    limits.admit(
        function,
        session,
        caller,
        new Request("GET", "/api/x", Map.of(), Map.of(), Map.of(), new byte[0]).from(address));
  }

  private void sql(String text) {
    new Database(database.dataSource()).execute(db -> db.sql(text).update());
  }
}
