package oo.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import oo.contract.SignOutRequest;
import oo.host.base.Invocation;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Header;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.objects.ObjectStore;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import oo.host.sql.DatabaseUnavailable;
import org.junit.jupiter.api.Test;

final class FunctionHostTest {
  private static final String SITE = "http://localhost:8080";
  private static final ECKey KEY = key();
  private static final Platform NOWHERE =
      new Platform() {
        @Override
        public DataSource dataSource(Settings settings) {
          throw new UnsupportedOperationException();
        }

        @Override
        public MessageQueue queue(Settings settings) {
          throw new UnsupportedOperationException();
        }

        @Override
        public ObjectStore objects(Settings settings) {
          throw new UnsupportedOperationException();
        }
      };

  private final List<Map<String, Object>> log = new ArrayList<>();

  @Test
  void aGuardedFunctionSeesWhoCalls() throws Exception {
    UUID user = Uuid7.next();
    var host = host(f -> f.http("who", Guard.SESSION, () -> r -> Reply.ok(r.access().user())));

    Reply reply = host.handle("who", get(Map.of("Cookie", List.of(cookie(user, KEY)))));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(text(reply)).isEqualTo("\"" + user + "\"");
    assertThat(log.getFirst())
        .containsEntry("operation", "who")
        .containsEntry("outcome", 200)
        .containsEntry("user", Invocation.hashed(user))
        .containsKeys("ms", "trace");
  }

  @Test
  void aTokenOfAnotherKeyOrNoneIsRefused() throws Exception {
    var host = host(f -> f.http("who", Guard.SESSION, () -> r -> Reply.ok("in")));
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("1").generate();

    assertThat(host.handle("who", get(Map.of())).status()).isEqualTo(401);
    assertThat(
            host.handle("who", get(Map.of("Cookie", List.of(cookie(Uuid7.next(), foreign)))))
                .status())
        .isEqualTo(401);
    assertThat(host.handle("who", get(Map.of("Cookie", List.of("__Host-oo-access=abc")))).status())
        .isEqualTo(401);
  }

  @Test
  void aCookieSentTwiceIsRefusedAndCleared() throws Exception {
    var host = host(f -> f.http("who", Guard.SESSION, () -> r -> Reply.ok("in")));
    String one = cookie(Uuid7.next(), KEY);

    Reply reply = host.handle("who", get(Map.of("Cookie", List.of(one + "; " + one))));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers().stream().filter(h -> h.name().equals("Set-Cookie"))).hasSize(2);
  }

  @Test
  void aWriteFromElsewhereIsRefused() {
    var host = host(f -> f.http("write", Guard.PUBLIC, () -> r -> Reply.empty(204)));
    Map<String, List<String>> own = Map.of("x-oo", List.of("1"), "ORIGIN", List.of(SITE));

    assertThat(host.handle("write", post(own, "")).status()).isEqualTo(204);
    assertThat(host.handle("write", post(Map.of("X-OO", List.of("1")), "")).status())
        .isEqualTo(403);
    assertThat(host.handle("write", post(Map.of("Origin", List.of(SITE)), "")).status())
        .isEqualTo(403);
    assertThat(
            host.handle("write", post(Map.of("X-OO", List.of("1"), "Origin", List.of("null")), ""))
                .status())
        .isEqualTo(403);
  }

  @Test
  void aBodyThatIsNotUnderstoodIsAnsweredInWords() {
    var host =
        host(f -> f.http("parse", Guard.PUBLIC, () -> r -> Reply.ok(r.json(SignOutRequest.class))));

    assertThat(text(host.handle("parse", json("{\"everywhere\": true}"))))
        .isEqualTo("{\"everywhere\":true}");
    for (String bad :
        List.of("", "null", "[]", "{", "{\"everywhere\":\"x\"}", "{\"nope\":1}", "{} {}")) {
      Reply reply = host.handle("parse", json(bad));
      assertThat(reply.status()).as(bad).isEqualTo(400);
      assertThat(text(reply)).contains("bad_body").doesNotContain("Exception");
    }
  }

  @Test
  void whatAFunctionThrowsIsNeverShown() {
    var host =
        host(f ->
            f.http(
                    "fails",
                    Guard.PUBLIC,
                    () ->
                        r -> {
                          throw new IllegalStateException("secret-4711");
                        })
                .http(
                    "down",
                    Guard.PUBLIC,
                    () ->
                        r -> {
                          throw new DatabaseUnavailable(new SQLException("secret-4711", "08006"));
                        })
                .http(
                    "gone",
                    Guard.PUBLIC,
                    () ->
                        r -> {
                          throw new Refused(410, "gone", "It is gone.");
                        }));

    Reply fails = host.handle("fails", get(Map.of()));
    assertThat(fails.status()).isEqualTo(500);
    assertThat(text(fails)).contains("\"code\":\"unexpected\"").doesNotContain("4711");
    assertThat(host.handle("down", get(Map.of())).status()).isEqualTo(503);
    assertThat(host.handle("gone", get(Map.of())).status()).isEqualTo(410);
    assertThat(log.toString()).doesNotContain("4711").contains("IllegalStateException", "08006");
  }

  @Test
  void anErrorIsAFailureWithItsLogLine() {
    Map<String, Runnable> errors =
        Map.of(
            "StackOverflowError", () -> deeper(0),
            "NoClassDefFoundError",
                () -> {
                  throw new NoClassDefFoundError("secret-4711");
                },
            "ExceptionInInitializerError",
                () -> {
                  throw new ExceptionInInitializerError("secret-4711");
                },
            "AssertionError",
                () -> {
                  throw new AssertionError("secret-4711");
                });
    errors.forEach((name, error) -> {
      log.clear();
      var host =
          host(f ->
              f.http(
                      "fails",
                      Guard.PUBLIC,
                      () ->
                          r -> {
                            error.run();
                            return Reply.empty(204);
                          })
                  .queue("fails_too", () -> message -> error.run())
                  .schedule("fails_also", () -> error));

      Reply reply = host.handle("fails", get(Map.of()));
      assertThat(reply.status()).as(name).isEqualTo(500);
      assertThat(text(reply)).contains("\"code\":\"unexpected\"").doesNotContain("4711");
      assertThat(host.consume("fails_too", List.of(new Message("1", "{}")))).containsExactly("1");
      assertThat(host.tick("fails_also")).isFalse();
      assertThat(log)
          .hasSize(3)
          .allSatisfy(line -> assertThat(line.get("reason")).asString().contains(name));
      assertThat(log.toString()).doesNotContain("4711");
    });
  }

  private static int deeper(int depth) {
    return depth < 0 ? 0 : deeper(depth + 1) + 1;
  }

  @Test
  void aBrowserThatNavigatedLandsOnAPageWhateverFails() {
    var host =
        host(f ->
            f.navigation(
                "callback",
                Guard.ATTEMPT,
                "/connect.html",
                () ->
                    r -> {
                      throw new DatabaseUnavailable(new SQLException("secret-4711", "08006"));
                    }));
    String attempt = "__Host-oo-attempt-" + UUID.randomUUID();
    String twice = attempt + "=a";

    Reply down = host.handle("callback", get(Map.of()));
    Reply twins = host.handle("callback", get(Map.of("Cookie", List.of(twice + "; " + twice))));

    assertThat(down.status()).isEqualTo(303);
    assertThat(down.headers())
        .contains(new Header("Location", SITE + "/connect.html?problem=database_unavailable"));
    assertThat(twins.headers())
        .contains(new Header("Location", SITE + "/connect.html?problem=two_cookies"));
    assertThat(twins.headers().toString()).contains(attempt + "=; Path=/; Max-Age=0");
  }

  @Test
  void aNameThatIsNotRegisteredIsNeverGuessed() {
    var host = host(f -> f.http("only", Guard.PUBLIC, () -> r -> Reply.empty(204)));

    assertThatThrownBy(() -> host.handle("onyl", get(Map.of())))
        .hasMessageContaining("No function onyl");
    assertThatThrownBy(() -> host.consume("only", List.of()))
        .hasMessageContaining("started by HTTP");
  }

  @Test
  void oneMessageOfABatchFailsAlone() {
    var seen = new ArrayList<String>();
    var host =
        host(f ->
            f.queue(
                "eat",
                () ->
                    m -> {
                      String word = (String) m.hint(Map.class).get("word");
                      seen.add(word + " " + Invocation.trace().getTraceId());
                      if ("bad".equals(word)) {
                        throw new IllegalStateException("bad");
                      }
                    }));
    SpanContext trace = Trace.begin();

    List<String> failed =
        host.consume(
            "eat",
            List.of(
                new Message("1", Message.bodyOf(Map.of("word", "a"), Trace.traceparent(trace))),
                new Message("2", Message.bodyOf(Map.of("word", "bad"))),
                new Message("3", "garbage"),
                new Message("4", Message.bodyOf(Map.of("word", "b")))));

    assertThat(failed).containsExactly("2", "3");
    assertThat(seen).hasSize(3);
    assertThat(seen.getFirst()).isEqualTo("a " + trace.getTraceId());
  }

  @Test
  void everythingThatIsMissingIsNamedAtOnce() {
    Wiring one = wiring("one", (f, s) -> s.required("ONE_KEY", "Make one."));
    Wiring two = wiring("two", (f, s) -> s.required("TWO_KEY", "Make another."));

    assertThatThrownBy(() ->
            FunctionHost.start(List.of(one, two), m -> new Settings(Map.of()), NOWHERE, log::add))
        .isInstanceOf(MissingSettings.class)
        .hasMessageContaining("one: ONE_KEY: is missing. Make one.")
        .hasMessageContaining("two: TWO_KEY");
  }

  @Test
  void whatSeveralFunctionsOfAModuleMissIsNamedAtOnce() {
    assertThatThrownBy(() ->
            FunctionHost.start(
                List.of(twoFunctions()), m -> new Settings(Map.of()), NOWHERE, log::add))
        .isInstanceOf(MissingSettings.class)
        .hasMessageContaining("pair: ONE_KEY")
        .hasMessageContaining("pair: TWO_KEY");
  }

  @Test
  void whatIsNotServedIsNeitherMadeNorAskedFor() {
    var settings = new Settings(Map.of("SITE_ORIGIN", SITE, "ONE_KEY", "1"));
    var host =
        FunctionHost.start(
            List.of(twoFunctions()), m -> settings, NOWHERE, log::add, "one"::equals);

    assertThat(host.tick("one")).isTrue();
    assertThat(settings.asked()).doesNotContain("TWO_KEY", "SESSION_PUBLIC_KEYS");
    assertThat(host.functions()).containsOnlyKeys("one", "two");
    assertThatThrownBy(() -> host.handle("two", get(Map.of())))
        .hasMessage("two is not served here");
  }

  private static Wiring twoFunctions() {
    return wiring(
        "pair",
        (f, s) ->
            f.schedule(
                    "one",
                    () -> {
                      s.required("ONE_KEY", "Make one.");
                      return () -> {};
                    })
                .http(
                    "two",
                    Guard.SESSION,
                    () -> {
                      s.required("TWO_KEY", "Make another.");
                      return r -> Reply.empty(204);
                    }));
  }

  @Test
  void aSiteOriginThatIsNoneStopsTheStart() {
    for (String bad :
        List.of(
            "http://example.org",
            "https://a.example/x",
            "https://https://a.example",
            "https://a.example//",
            "https://a b",
            "https://m\u00fcller.example",
            "https://",
            "example.org",
            "//x")) {
      var settings = new Settings(Map.of("SITE_ORIGIN", bad));
      assertThatThrownBy(settings::siteOrigin).as(bad).isInstanceOf(MissingSetting.class);
    }
  }

  /** The same-origin check compares it with what browsers send. */
  @Test
  void aSiteOriginIsAsABrowserWritesIt() {
    Map.of(
            "https://a.example/", "https://a.example",
            "https://A.Example", "https://a.example",
            "HTTPS://a.example:443", "https://a.example",
            " https://a.example ", "https://a.example",
            "https://A.example:8443/", "https://a.example:8443",
            "http://LocalHost:80", "http://localhost",
            "http://[::1]:8080", "http://[::1]:8080")
        .forEach((given, origin) ->
            assertThat(new Settings(Map.of("SITE_ORIGIN", given)).siteOrigin().value())
                .as(given)
                .isEqualTo(origin));
  }

  @Test
  void idsAreOrderedAndOfVersionSeven() {
    UUID first = Uuid7.next();
    assertThat(first.version()).isEqualTo(7);
    assertThat(first.variant()).isEqualTo(2);
    assertThat(Uuid7.next().getMostSignificantBits() >>> 16)
        .isGreaterThanOrEqualTo(first.getMostSignificantBits() >>> 16);
  }

  private FunctionHost host(java.util.function.Consumer<FunctionRegistrar> register) {
    var settings = new HashMap<String, String>();
    settings.put("SITE_ORIGIN", SITE);
    settings.put("SESSION_PUBLIC_KEYS", new JWKSet(KEY.toPublicJWK()).toString());
    return FunctionHost.start(
        List.of(wiring("test", (f, s) -> register.accept(f))),
        module -> new Settings(settings),
        NOWHERE,
        log::add);
  }

  private static Wiring wiring(
      String module, java.util.function.BiConsumer<FunctionRegistrar, Settings> wire) {
    return new Wiring() {
      @Override
      public String module() {
        return module;
      }

      @Override
      public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
        wire.accept(functions, settings);
      }
    };
  }

  private static Request get(Map<String, List<String>> headers) {
    return new Request("GET", "/api/x", Map.of(), Map.of(), headers, new byte[0]);
  }

  private static Request post(Map<String, List<String>> headers, String body) {
    return new Request(
        "POST", "/api/x", Map.of(), Map.of(), headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static Request json(String body) {
    return post(
        Map.of(
            "X-OO", List.of("1"),
            "Origin", List.of(SITE),
            "Content-Type", List.of("application/json; charset=utf-8")),
        body);
  }

  private static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String cookie(UUID user, ECKey key) throws Exception {
    var jwt =
        AccessTokens.unsigned(
            key.getKeyID(),
            new SiteOrigin(SITE),
            new AccessToken(new UserId(user), new SessionId(Uuid7.next()), 1, Instant.EPOCH),
            Instant.now());
    jwt.sign(new ECDSASigner(key));
    return "__Host-oo-access=" + jwt.serialize();
  }
}
