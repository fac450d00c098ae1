package oo.auth;

import static oo.auth.MaliciousGoogle.ACCESS_TOKEN;
import static oo.auth.MaliciousGoogle.ANOTHER;
import static oo.auth.MaliciousGoogle.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import oo.auth.MaliciousGoogle.Signature;
import oo.auth.google.Discovery;
import oo.auth.google.GoogleCalls;
import oo.auth.google.GoogleHttp;
import oo.auth.google.GoogleSettings;
import oo.auth.google.GoogleSignIn;
import oo.host.base.Secrets;
import oo.host.base.Settings;
import oo.host.http.Reply;
import oo.host.sql.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The relying party's cases of the OpenID Foundation's conformance profiles (Basic, Config,
 * Dynamic; response type {@code code}), and further lies, against a provider that shares no code
 * with the stand-in. A name that begins with {@code oidcc-client-test} is the profile's.
 *
 * <p>These cases of the profiles do not apply:
 *
 * <ul>
 *   <li>{@code userinfo-*}, {@code scope-userinfo-claims}, {@code aggregated-claims}, {@code
 *       distributed-claims}: oO reads no userinfo endpoint; {@link #noOtherEndpointIsCalled}.
 *   <li>{@code refresh-token-*}: oO asks Google for no refresh token.
 *   <li>{@code dynamic-registration}, {@code request-uri-*}, {@code discovery-webfinger-*}: the
 *       operator registers the client and configures one issuer.
 *   <li>{@code client-secret-basic}: Google documents {@code client_secret_post}.
 *   <li>Form post, hybrid and implicit plans ({@code missing-athash}, {@code missing-chash}): the
 *       callback is a GET of {@code response_type=code}, where both hashes are optional.
 *   <li>Logout, session management and third-party initiated login: oO offers none of them.
 * </ul>
 */
final class RelyingPartyIT {
  private static final BigInteger F4 = BigInteger.valueOf(65_537);
  private static final String SIGNED_IN = "/tip.html";
  private static final String REFUSED = "/?problem=provider_refused";
  private static final String DOWN = "/?problem=provider_down";
  private static final String UNKNOWN = "/?problem=attempt_unknown";

  private static AuthApp app;

  @BeforeAll
  static void start() {
    app = new AuthApp();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  /**
   * @param sees where the person lands
   */
  private record Case(String name, String sees, Consumer<MaliciousGoogle> does) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case refused(String name, Consumer<MaliciousGoogle> does) {
    return new Case(name, REFUSED, does);
  }

  private static Case down(String name, Consumer<MaliciousGoogle> does) {
    return new Case(name, DOWN, does);
  }

  private static Case accepted(String name, Consumer<MaliciousGoogle> does) {
    return new Case(name, SIGNED_IN, does);
  }

  static Stream<Case> idTokens() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        accepted("oidcc-client-test, oidcc-client-test-idtoken-sig-rs256", google -> {}),
        refused("oidcc-client-test-idtoken-sig-none", signed(Signature.NONE)),
        refused("oidcc-client-test-invalid-sig-rs256", signed(Signature.ANOTHER_KEY_OF_THAT_NAME)),
        refused("oidcc-client-test-invalid-sig-hs256", signed(Signature.HS256_WITH_THE_SECRET)),
        refused("oidcc-client-test-invalid-sig-es256", signed(Signature.ES256)),
        refused("signed with the public key's bytes", signed(Signature.HS256_WITH_THE_PUBLIC_KEY)),
        refused("another algorithm of the same key: RS384", signed(Signature.RS384)),
        refused("another algorithm of the same key: PS256", signed(Signature.PS256)),
        down("no signature", signed(Signature.ABSENT)),
        refused("half a signature", signed(Signature.CUT)),
        refused("alg in other letters", header("alg", "\"rs256\"")),
        refused("alg None", header("alg", "\"None\"")),
        down("alg a number", header("alg", "7")),
        down("no alg", header("alg", null)),
        refused("crit of an unknown extension", header("crit", "[\"https://evil.example\"]")),
        refused("crit b64", header("b64", "true", "crit", "[\"b64\"]")),
        refused("crit empty", header("crit", "[]")),
        refused("unencoded payload", header("b64", "false", "crit", "[\"b64\"]")),
        accepted("typ JWT", header("typ", "\"JWT\"")),
        refused("typ at+jwt", header("typ", "\"at+jwt\"")),
        refused("typ logout+jwt", header("typ", "\"logout+jwt\"")),
        refused(
            "a key that the token brings",
            google -> {
              google.signature = Signature.ANOTHER_KEY_OF_THAT_NAME;
              google.header = set("jwk", ANOTHER.toPublicJWK().toJSONString());
            }),
        refused(
            "a key that the token points to",
            google -> {
              google.signature = Signature.ANOTHER_KEY_OF_THAT_NAME;
              google.header = set("jku", "\"" + google.issuer() + "/certs\"");
            }),
        down(
            "a header's name twice",
            google -> google.header = json -> json.replaceFirst("\\{", "{\"alg\":\"none\",")),
        accepted("oidcc-client-test-kid-absent-single-jwks", header("kid", null)),
        refused(
            "oidcc-client-test-kid-absent-multiple-jwks",
            google -> {
              google.header = set("kid", null);
              google.keySet = two(google, "another");
            }),
        refused("two keys of the same kid", google -> google.keySet = two(google, google.keyId())),
        refused("an unknown kid", header("kid", "\"../../etc/passwd\"")),
        down("kid a number", header("kid", "7")),
        refused("oidcc-client-test-invalid-iss", claim("iss", "\"https://evil.example\"")),
        refused("no iss", claim("iss", null)),
        refused("iss a list", claim("iss", "[\"https://evil.example\"]")),
        refused(
            "iss with a slash more", google -> google.payload = set("iss", quoted(google, "/"))),
        refused("oidcc-client-test-missing-sub", claim("sub", null)),
        refused("sub empty", claim("sub", "\"\"")),
        refused("sub null", claim("sub", "null")),
        refused("sub a number", claim("sub", "4711")),
        refused("sub a boolean", claim("sub", "true")),
        refused("sub a list", claim("sub", "[\"sub-1\"]")),
        refused("sub an object", claim("sub", "{}")),
        refused("sub of 256 characters", claim("sub", "\"" + "x".repeat(256) + "\"")),
        accepted("sub of 255 characters", claim("sub", "\"" + "x".repeat(255) + "\"")),
        refused("sub beyond ASCII", claim("sub", "\"sub-\u00e9\"")),
        refused("sub with a NUL", claim("sub", "\"a\\u0000b\"")),
        refused("sub with a space", claim("sub", "\"a b\"")),
        refused(
            "sub twice",
            google -> google.payload = json -> json.replaceFirst("\\{", "{\"sub\":\"victim\",")),
        refused("oidcc-client-test-invalid-aud", claim("aud", "\"another-client\"")),
        refused("oidcc-client-test-missing-aud", claim("aud", null)),
        refused("aud empty", claim("aud", "[]")),
        refused("aud a number", claim("aud", "7")),
        refused("aud in other letters", claim("aud", "\"" + CLIENT.toUpperCase() + "\"")),
        refused(
            "several audiences without azp",
            google -> google.payload = both("aud", "[\"" + CLIENT + "\",\"b\"]", "azp", null)),
        refused("azp another", claim("azp", "\"another-client\"")),
        refused("azp a number", claim("azp", "7")),
        accepted("azp absent", claim("azp", null)),
        refused("oidcc-client-test-missing-iat", claim("iat", null)),
        refused("iat text", claim("iat", "\"" + now + "\"")),
        refused("iat of ten years ago", claim("iat", "" + (now - 315_360_000))),
        refused("iat of 12 minutes ago", claim("iat", "" + (now - 720))),
        accepted("iat of 9 minutes ago", claim("iat", "" + (now - 540))),
        refused("iat 5 minutes ahead", claim("iat", "" + (now + 300))),
        refused("iat negative", claim("iat", "-1")),
        refused("exp over", claim("exp", "" + (now - 90))),
        refused("exp absent", claim("exp", null)),
        refused("exp text", claim("exp", "\"" + (now + 3600) + "\"")),
        refused("exp in two days", claim("exp", "" + (now + 172_800))),
        refused("exp in the year 10000", claim("exp", "253402300800")),
        refused("exp beyond every number", claim("exp", "1e400")),
        refused("exp beyond every date", claim("exp", "9223372036854775807")),
        refused(
            "exp before iat",
            google -> google.payload = both("exp", "" + (now - 30), "iat", "" + (now + 30))),
        refused("nbf 15 minutes ahead", claim("nbf", "" + (now + 900))),
        refused("nbf text", claim("nbf", "\"" + now + "\"")),
        accepted("nbf 30 s ahead", claim("nbf", "" + (now + 30))),
        refused("oidcc-client-test-nonce-invalid", claim("nonce", "\"another\"")),
        refused("nonce absent", claim("nonce", null)),
        refused("nonce a number", claim("nonce", "7")),
        accepted("at_hash right", claim("at_hash", "\"" + half(ACCESS_TOKEN) + "\"")),
        refused("oidcc-client-test-invalid-athash", claim("at_hash", "\"" + half("x") + "\"")),
        refused("at_hash a number", claim("at_hash", "7")),
        refused("at_hash null", claim("at_hash", "null")),
        accepted(
            "c_hash right",
            google ->
                google.payload =
                    json -> set("c_hash", "\"" + half(google.code) + "\"").apply(json)),
        refused("oidcc-client-test-invalid-chash", claim("c_hash", "\"" + half("x") + "\"")),
        refused("c_hash a list", claim("c_hash", "[]")),
        refused("claims that are a list", google -> google.payload = json -> "[" + json + "]"),
        refused("claims that are no JSON", google -> google.payload = json -> json + "x"),
        refused("claims in depth", claim("x", "[".repeat(5_000) + "]".repeat(5_000))));
  }

  @ParameterizedTest
  @MethodSource("idTokens")
  void anIdTokenIsBelievedOnlyWhenItIsForThisSignIn(Case lie) {
    signsIn(lie);
  }

  static Stream<Case> keySets() {
    return Stream.of(
        accepted("oidcc-client-test-discovery-jwks-uri-keys", google -> {}),
        down("33 keys", keys(IntStream.range(0, 33).mapToObj(n -> renamed(ANOTHER, "k" + n)))),
        down("longer than 256 KiB", google -> google.keySet = json -> json + " ".repeat(300_000)),
        down("no JSON", google -> google.keySet = json -> "<html>"),
        down("no key set", google -> google.keySet = json -> "{\"issuer\": 7}"),
        down("in depth", google -> google.keySet = json -> "[".repeat(100_000)),
        down(
            "a name twice within a key",
            google -> google.keySet = json -> json.replaceFirst("\"kty\"", "\"kty\":\"oct\",$0")),
        refused("no keys", google -> google.keySet = json -> "{\"keys\":[]}"),
        refused(
            "a secret key of that kid",
            google -> {
              google.signature = Signature.HS256_WITH_THE_SECRET;
              google.keySet =
                  json ->
                      "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"%s\",\"k\":\"%s\"}]}"
                          .formatted(
                              google.keyId(), MaliciousGoogle.base64(MaliciousGoogle.SECRET));
            }),
        refused(
            "a key for encryption",
            google -> google.keySet = json -> json.replace("\"kty\"", "\"use\":\"enc\",\"kty\"")),
        refused(
            "a key of another algorithm",
            google -> google.keySet = json -> json.replace("\"kty\"", "\"alg\":\"PS256\",\"kty\"")),
        accepted("a key of 3,072 bits", google -> google.signWith(3_072, F4)),
        refused("a key of 1,024 bits", google -> google.signWith(1_024, F4)),
        refused(
            "an exponent of 81 bits",
            google -> google.signWith(2_048, BigInteger.ONE.shiftLeft(80).nextProbablePrime())),
        refused("a modulus of 100,000 bits", modulus(100_000)),
        refused(
            "an exponent of 2,048 bits",
            google ->
                google.keySet =
                    json ->
                        json.replace(
                            "\"e\":\"AQAB\"",
                            "\"e\":\"" + MaliciousGoogle.base64(odd(2_048)) + "\"")),
        down("a redirect", redirected("/certs")),
        down("silence", google -> google.slow = "/certs"));
  }

  @ParameterizedTest
  @MethodSource("keySets")
  void keysAreBounded(Case lie) {
    signsIn(lie);
  }

  static Stream<Case> discoveries() {
    return Stream.of(
        accepted("oidcc-client-test-discovery-openid-config", google -> {}),
        refused(
            "oidcc-client-test-discovery-issuer-mismatch",
            google -> google.claimedIssuer = "https://evil.example"),
        refused(
            "an issuer with a slash more", google -> google.claimedIssuer = google.issuer() + "/"),
        refused(
            "token endpoint of a cloud's metadata", endpoint("token", "http://169.254.169.254/")),
        refused(
            "token endpoint by its address", endpoint("token", "https://169.254.169.254/token")),
        refused("token endpoint on another host", endpoint("token", "https://evil.example/token")),
        refused("token endpoint in IPv6", endpoint("token", "http://[::1]/token")),
        refused(
            "authorization endpoint elsewhere", endpoint("authorization", "https://evil.example")),
        refused(
            "authorization endpoint a script", endpoint("authorization", "javascript:alert(1)")),
        refused("token endpoint a file", endpoint("token", "file:///etc/passwd")),
        refused("keys on another host", jwks("https://evil.example/certs")),
        refused("keys in a file", jwks("file:///etc/passwd")),
        refused("token endpoint without a host", endpoint("token", "http:///token")),
        refused(
            "token endpoint with a user",
            google ->
                google.discovery =
                    set(
                        "token_endpoint",
                        "\"" + google.issuer().replace("://", "://google@") + "/token\"")),
        refused(
            "token endpoint of a longer host",
            google ->
                google.discovery = set("token_endpoint", quoted(google, ".evil.example/token"))),
        refused("token endpoint on another port", endpoint("token", "http://127.0.0.1:1/token")),
        refused(
            "token endpoint with https where the issuer has http",
            google ->
                google.discovery =
                    set(
                        "token_endpoint",
                        "\"" + google.issuer().replace("http:", "https:") + "/token\"")),
        refused(
            "token endpoint with a fragment",
            google -> google.discovery = set("token_endpoint", quoted(google, "/token#x"))),
        down("no token endpoint", google -> google.discovery = set("token_endpoint", null)),
        down("no keys", google -> google.discovery = set("jwks_uri", null)),
        down("an endpoint that is none", endpoint("token", "::")),
        down(
            "an endpoint twice",
            google ->
                google.discovery =
                    json ->
                        json.replaceFirst("\\{", "{\"token_endpoint\":\"https://evil.example\",")),
        down(
            "longer than 256 KiB", google -> google.discovery = json -> json + " ".repeat(300_000)),
        down("in depth", google -> google.discovery = json -> "{\"a\":" + "[".repeat(50_000)),
        down("no JSON", google -> google.discovery = json -> "<html>"),
        down("a list", google -> google.discovery = json -> "[]"),
        down("a redirect", redirected("/.well-known/openid-configuration")),
        down("silence", google -> google.slow = "/.well-known/openid-configuration"));
  }

  /** The document is checked before anything is stored and before a browser is redirected. */
  @ParameterizedTest
  @MethodSource("discoveries")
  void endpointsAreThoseOfTheConfiguredIssuer(Case lie) {
    signsIn(lie);
  }

  static Stream<Case> tokenAnswers() {
    return Stream.of(
        down(
            "a name twice",
            google ->
                google.tokenAnswer =
                    json -> json.replaceFirst("\\{", "{\"id_token\":\"e30.e30.e30\",")),
        down("two documents", google -> google.tokenAnswer = json -> json + "{}"),
        down(
            "longer than 256 KiB",
            google -> google.tokenAnswer = json -> json + " ".repeat(300_000)),
        down("an ID token that is a number", google -> google.tokenAnswer = set("id_token", "7")),
        down("an ID token of one part", google -> google.tokenAnswer = set("id_token", "\"e30\"")),
        refused(
            "an encrypted ID token", google -> google.tokenAnswer = set("id_token", encrypted())),
        refused("no ID token", google -> google.tokenAnswer = set("id_token", null)),
        down("no access token", google -> google.tokenAnswer = set("access_token", null)),
        refused(
            "tokens and an error",
            google -> google.tokenAnswer = set("error", "\"invalid_request\"")),
        down("a redirect", redirected("/token")),
        down("silence", google -> google.slow = "/token"));
  }

  @ParameterizedTest
  @MethodSource("tokenAnswers")
  void theTokenEndpointsAnswerIsCheckedToo(Case lie) {
    signsIn(lie);
  }

  private static void signsIn(Case lie) {
    try (var google = new MaliciousGoogle()) {
      lie.does().accept(google);
      assertSees(lie.sees(), google, (browser, back) -> browser.get("finish_sign_in", back));
    }
  }

  private record Altered(String name, String sees, BiFunction<MaliciousGoogle, String, String> by) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Responses that the provider sent, as they come back. */
  static Stream<Altered> responses() {
    return Stream.of(
        new Altered("as it was", SIGNED_IN, (google, back) -> back),
        new Altered("parameters that oO does not know", SIGNED_IN, adding("&scope=a&scope=b&hd=x")),
        new Altered("iss twice", REFUSED, (google, back) -> back + "&iss=" + google.issuer()),
        new Altered("iss of two issuers", REFUSED, adding("&iss=https://evil.example")),
        new Altered("a mix-up: iss of another issuer", REFUSED, iss("https://evil.example")),
        new Altered(
            "iss with a slash more", REFUSED, (google, back) -> back.replace("&code", "/&code")),
        new Altered("iss empty", REFUSED, iss("")),
        new Altered("iss absent", REFUSED, (google, back) -> back.replaceFirst("&iss=[^&]*", "")),
        new Altered("iss of 5,000 characters", REFUSED, iss("https://" + "x".repeat(5_000))),
        new Altered("code twice", REFUSED, (google, back) -> back + "&code=" + google.code),
        new Altered("two codes", REFUSED, adding("&code=another")),
        new Altered("code and error", REFUSED, adding("&error=access_denied")),
        new Altered("code and an empty error", REFUSED, adding("&error=")),
        new Altered("error twice", REFUSED, adding("&error=a&error=a")),
        new Altered("no code", REFUSED, code(null)),
        new Altered("code empty", REFUSED, code("")),
        new Altered("code blank", REFUSED, code("%20%20")),
        new Altered("code with a NUL", REFUSED, code("a%00b")),
        new Altered("code with a line's end", REFUSED, code("a%0d%0aX-Evil:%201")),
        new Altered("code beyond ASCII", REFUSED, code("%c3%a9")),
        new Altered("code that is no UTF-8", REFUSED, code("%ff%fe")),
        new Altered("code of 4,097 characters", REFUSED, code("x".repeat(4_097))),
        new Altered("state twice", UNKNOWN, (google, back) -> back + "&" + state(back)),
        new Altered("two states", UNKNOWN, adding("&state=x")),
        new Altered("state absent", UNKNOWN, (google, back) -> back.replace(state(back), "x=y")),
        new Altered("state empty", UNKNOWN, (google, back) -> back.replace(state(back), "state=")),
        new Altered(
            "state with a NUL", UNKNOWN, (google, back) -> back.replace(state(back), "$0%00")),
        new Altered(
            "state of 100,000 characters",
            UNKNOWN,
            (google, back) -> back.replace(state(back), state(back) + "x".repeat(100_000))));
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aResponseIsReadOnlyWhenItIsUnambiguous(Altered altered) {
    try (var google = new MaliciousGoogle()) {
      assertSees(
          altered.sees(),
          google,
          (browser, back) -> browser.get("finish_sign_in", altered.by().apply(google, back)));
      if (!altered.sees().equals(SIGNED_IN)) {
        assertThat(google.tokenRequests).as("codes that were sent on").hasValue(0);
      }
    }
  }

  @Test
  void anAttributeDecidesNothingButTheSubject() {
    try (var google = new MaliciousGoogle()) {
      app.settings.put("GOOGLE_ISSUER", google.issuer());
      int before = app.count("app_user");
      for (String subject : List.of("one", "two")) {
        google.subject = subject;
        google.email = "same@example.com";
        finish(google);
      }
      google.email = "moved@example.com";
      finish(google);

      assertThat(app.count("app_user") - before).isEqualTo(2);
    }
  }

  private static void finish(MaliciousGoogle google) {
    Browser browser = app.browser();
    Reply begun = browser.get("begin_sign_in", "/api/auth/google?return_to=/tip.html");
    browser.get("finish_sign_in", google.agree(Browser.location(begun)));
    assertThat(browser.me().status()).isEqualTo(200);
  }

  @Test
  void noOtherEndpointIsCalled() {
    try (var google = new MaliciousGoogle()) {
      google.discovery = set("userinfo_endpoint", quoted(google, "/userinfo"));
      assertSees(SIGNED_IN, google, (browser, back) -> browser.get("finish_sign_in", back));

      assertThat(google.requests).as("discovery, keys, tokens").hasValue(3);
    }
  }

  /** {@code oidcc-client-test-signing-key-rotation} and {@code ...-just-before-signing}. */
  @Test
  void keysThatRotateAreFollowedAndAnOldTokenStaysRefused() {
    try (var google = new MaliciousGoogle()) {
      assertSees(SIGNED_IN, google, (browser, back) -> browser.get("finish_sign_in", back));
      String first = google.keyId();
      assertSees(
          SIGNED_IN,
          google,
          (browser, back) -> {
            google.rotateKey();
            return browser.get("finish_sign_in", back);
          });
      google.header = set("kid", "\"" + first + "\"");
      assertSees(REFUSED, google, (browser, back) -> browser.get("finish_sign_in", back));
    }
  }

  @Test
  void aDocumentThatTurnsBadDoesNotReplaceAGoodOne() {
    try (var google = new MaliciousGoogle()) {
      app.settings.put("GOOGLE_ISSUER", google.issuer());
      var clock = new AtomicLong();
      var http = new GoogleHttp();
      var calls = new GoogleCalls(new Database(app.database.dataSource()));
      GoogleSettings client = GoogleSettings.from(new Settings(app.settings));
      var signIn =
          new GoogleSignIn(client, new Discovery(client, http, calls, clock::get), http, calls);
      assertThat(consentPage(signIn)).startsWith(google.issuer() + "/authorize?");

      for (UnaryOperator<String> evil :
          List.<UnaryOperator<String>>of(
              set("authorization_endpoint", "\"https://evil.example/\""),
              set("issuer", "\"https://evil.example\""),
              json -> "{}")) {
        google.discovery = evil;
        clock.addAndGet(Duration.ofHours(2).toNanos());
        int asked = google.discoveries.get();

        assertThat(consentPage(signIn)).startsWith(google.issuer() + "/authorize?");

        assertThat(google.discoveries).hasValue(asked + 1);
        assertThat(app.ask("select ok from provider_call", Boolean.class)).isFalse();
      }
      google.discovery = json -> json.replace("/authorize", "/authorize2");
      clock.addAndGet(Duration.ofMinutes(2).toNanos());
      assertThat(consentPage(signIn)).startsWith(google.issuer() + "/authorize2?");
    }
  }

  private static String consentPage(GoogleSignIn signIn) {
    return signIn
        .consentPage(
            new State("s"), new Nonce("n"), new CodeVerifier("v".repeat(43)), Optional.empty())
        .toString();
  }

  /** Signs in, and asserts that a refusal begins nothing and that no secret is told. */
  private static void assertSees(
      String expected, MaliciousGoogle google, BiFunction<Browser, String, Reply> finish) {
    app.settings.put("GOOGLE_ISSUER", google.issuer());
    app.log.clear();
    int sessions = app.count("session");
    int users = app.count("app_user");
    var secrets = new ArrayList<>(List.of(MaliciousGoogle.SECRET, ACCESS_TOKEN));

    Browser browser = app.browser();
    Reply begun = browser.get("begin_sign_in", "/api/auth/google?return_to=/tip.html");
    Reply reply = begun;
    if (begun.status() == 302) {
      URI page = URI.create(Browser.location(begun));
      assertThat(page.toString()).startsWith(google.issuer() + "/authorize?");
      Browser.query(page).values().stream()
          .flatMap(List::stream)
          .filter(value -> value.length() >= 43)
          .forEach(secrets::add);
      reply = finish.apply(browser, google.agree(page.toString()));
      secrets.add(google.code);
    }

    assertThat(reply.status()).isEqualTo(303);
    assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + expected);
    boolean in = expected.equals(SIGNED_IN);
    assertThat(app.count("session") - sessions).isEqualTo(in ? 1 : 0);
    assertThat(browser.me().status()).isEqualTo(in ? 200 : 401);
    if (!in) {
      assertThat(app.count("app_user")).isEqualTo(users);
    }
    secrets.addAll(List.of(google.idToken.split("\\.", -1)));
    String told = app.log + reply.headers().getFirst().value() + app.ask(DETAIL, String.class);
    secrets.stream()
        .filter(secret -> secret.length() > 8)
        .forEach(secret -> assertThat(told).doesNotContain(secret));
  }

  private static final String DETAIL =
      "select coalesce((select string_agg(detail, ' ') from provider_call), '')";

  private static Consumer<MaliciousGoogle> signed(Signature by) {
    return google -> google.signature = by;
  }

  private static Consumer<MaliciousGoogle> claim(String name, String json) {
    return google -> google.payload = set(name, json);
  }

  private static Consumer<MaliciousGoogle> header(String name, String json) {
    return google -> google.header = set(name, json);
  }

  private static Consumer<MaliciousGoogle> header(String a, String json, String b, String other) {
    return google -> google.header = both(a, json, b, other);
  }

  private static Consumer<MaliciousGoogle> endpoint(String name, String address) {
    return google -> google.discovery = set(name + "_endpoint", "\"" + address + "\"");
  }

  private static Consumer<MaliciousGoogle> jwks(String address) {
    return google -> google.discovery = set("jwks_uri", "\"" + address + "\"");
  }

  private static Consumer<MaliciousGoogle> redirected(String path) {
    return google -> {
      // To where the right answer is.
      google.redirected = path;
      google.redirectedTo = app.google.issuer();
    };
  }

  private static Consumer<MaliciousGoogle> keys(Stream<RSAKey> keys) {
    return google -> google.keySet = json -> MaliciousGoogle.publicKeys(keys.toList());
  }

  private static UnaryOperator<String> two(MaliciousGoogle google, String kid) {
    return json ->
        MaliciousGoogle.publicKeys(
            List.of(MaliciousGoogle.key(google.keyId()), renamed(ANOTHER, kid)));
  }

  private static RSAKey renamed(RSAKey key, String kid) {
    return new RSAKey.Builder(key.toPublicJWK()).keyID(kid).build();
  }

  private static Consumer<MaliciousGoogle> modulus(int bits) {
    return google ->
        google.keySet =
            json ->
                json.replaceFirst(
                    "\"n\":\"[^\"]*\"", "\"n\":\"" + MaliciousGoogle.base64(odd(bits)) + "\"");
  }

  private static byte[] odd(int bits) {
    return BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE).toByteArray();
  }

  private static String quoted(MaliciousGoogle google, String path) {
    return "\"" + google.issuer() + path + "\"";
  }

  private static String encrypted() {
    return "\""
        + MaliciousGoogle.base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}")
        + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA\"";
  }

  /** The left half of the hash (OpenID Connect Core 1.0, 3.3.2.11). */
  private static String half(String text) {
    return MaliciousGoogle.base64(java.util.Arrays.copyOf(Secrets.hash(text), 16));
  }

  private static BiFunction<MaliciousGoogle, String, String> adding(String parameters) {
    return (google, back) -> back + parameters;
  }

  private static BiFunction<MaliciousGoogle, String, String> iss(String value) {
    return (google, back) -> back.replaceFirst("&iss=[^&]*", "&iss=" + value);
  }

  private static BiFunction<MaliciousGoogle, String, String> code(String value) {
    return (google, back) -> back.split("&code=", 2)[0] + (value == null ? "" : "&code=" + value);
  }

  private static String state(String back) {
    return back.split("[?&]", 3)[1];
  }

  private static UnaryOperator<String> both(String a, String json, String b, String other) {
    return text -> set(b, other).apply(set(a, json).apply(text));
  }

  /**
   * Sets a member of an object, whatever its form.
   *
   * @param json null removes it
   */
  private static UnaryOperator<String> set(String name, String json) {
    return text -> {
      String without =
          text.strip()
              .replaceFirst("\"" + name + "\":\\s*(\"[^\"]*\"|\\[[^\\]]*\\]|[^,}\\[\"]*),?", "")
              .replaceFirst(",\\s*}$", "}");
      return json == null
          ? without
          : without.replaceFirst(
              "^\\{", Matcher.quoteReplacement("{\"" + name + "\":" + json + ","));
    };
  }
}
