package oo.standins;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import oo.standins.control.ConsentPages;
import oo.standins.control.GoogleControl;
import oo.standins.http.Parameters;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.SecretStrings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleIT {

  private static final String REDIRECT = "http://localhost:9/callback";
  private static final String VERIFIER = "a-verifier_that.is~long-enough-to-be-allowed-here";

  private static StandIns standIns;
  private static GoogleControl control;

  @BeforeAll
  static void start() {
    standIns =
        StandIns.start(
            StandInsConfig.inMemory()
                .googleClient(
                    OAuthClient.of("oo", "secret", REDIRECT),
                    OAuthClient.of("other", "other-secret", REDIRECT)));
    control = new GoogleControl(standIns.googleBase());
  }

  @AfterAll
  static void stop() {
    standIns.close();
  }

  @AfterEach
  void calm() {
    control.clearFaults();
    control.resetClock();
  }

  private static Map<String, String> request() {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", "oo");
    request.put("redirect_uri", REDIRECT);
    request.put("response_type", "code");
    request.put("scope", "openid email profile");
    request.put("state", "the state");
    request.put("nonce", "the nonce");
    request.put("code_challenge", SecretStrings.challenge(VERIFIER));
    request.put("code_challenge_method", "S256");
    return request;
  }

  private static String authorizeUrl(Map<String, String> request) {
    return standIns.googleBase() + "/o/oauth2/v2/auth?" + Parameters.encode(request);
  }

  private static Map<String, String> exchange(Map<String, String> request) {
    URI back = ConsentPages.signIn(URI.create(authorizeUrl(request)), "ada@example.com");
    Map<String, String> exchange = new LinkedHashMap<>();
    exchange.put("grant_type", "authorization_code");
    exchange.put("code", Browser.query(back).get("code").orElseThrow());
    exchange.put("redirect_uri", REDIRECT);
    exchange.put("client_id", "oo");
    exchange.put("client_secret", "secret");
    exchange.put("code_verifier", VERIFIER);
    return exchange;
  }

  private static Browser.Answer token(Map<String, String> exchange) throws Exception {
    return Browser.post(standIns.googleBase() + "/token", exchange);
  }

  private static SignedJWT idToken(Browser.Answer answer) throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return SignedJWT.parse(answer.json().path("id_token").asString());
  }

  private static boolean verifies(SignedJWT jwt) throws Exception {
    JWKSet keys = JWKSet.parse(Browser.get(standIns.googleBase() + "/oauth2/v3/certs").body());
    assertThat(keys.containsNonPublicKeys()).isFalse();
    var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
    return key != null && jwt.verify(new RSASSAVerifier(key.toRSAKey()));
  }

  @Test
  void givesAnIdTokenForACode() throws Exception {
    SignedJWT jwt = idToken(token(exchange(request())));
    assertThat(verifies(jwt)).isTrue();
    assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    var claims = jwt.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo(standIns.googleBase());
    assertThat(claims.getAudience()).containsExactly("oo");
    assertThat(claims.getStringClaim("azp")).isEqualTo("oo");
    assertThat(claims.getStringClaim("nonce")).isEqualTo("the nonce");
    assertThat(claims.getStringClaim("email")).isEqualTo("ada@example.com");
    assertThat(claims.getSubject())
        .matches("1[0-9]{20}")
        .isEqualTo(control.subOf("Ada@Example.com"));
  }

  @Test
  void sendsStateAndIssuerBack() {
    var back =
        Browser.query(ConsentPages.signIn(URI.create(authorizeUrl(request())), "b@example.com"));
    assertThat(back.get("state")).contains("the state");
    assertThat(back.get("iss")).contains(standIns.googleBase());
    assertThat(back.get("error")).isEmpty();
  }

  @Test
  void sendsACancellationBack() {
    var back = Browser.query(ConsentPages.cancel(URI.create(authorizeUrl(request()))));
    assertThat(back.get("error")).contains("access_denied");
    assertThat(back.get("state")).contains("the state");
    assertThat(back.get("iss")).contains(standIns.googleBase());
    assertThat(back.get("code")).isEmpty();
  }

  @Test
  void advertisesWhatItDoes() throws Exception {
    var document = Browser.get(standIns.googleBase() + "/.well-known/openid-configuration").json();
    assertThat(document.path("issuer").asString()).isEqualTo(standIns.googleBase());
    assertThat(document.path("authorization_response_iss_parameter_supported").asBoolean())
        .isTrue();
    assertThat(document.path("code_challenge_methods_supported").toString())
        .isEqualTo("[\"S256\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "client_id,nobody",
    "redirect_uri,http://localhost:9/callback/",
    "redirect_uri,http://localhost:9/callback?a=b",
    "redirect_uri,http://127.0.0.1:9/callback",
    "redirect_uri,https://evil.example/",
    "response_type,token",
    "scope,openid everything",
    "code_challenge_method,plain",
    "code_challenge,short",
  })
  void neverRedirectsAWrongRequest(String name, String value) throws Exception {
    Browser.Answer answer = Browser.get(authorizeUrl(Browser.with(request(), name, value)));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).doesNotContainKey("location");
  }

  @ParameterizedTest
  @CsvSource({
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "code_challenge",
    "code_challenge_method"
  })
  void refusesAMissingParameter(String name) throws Exception {
    assertThat(Browser.get(authorizeUrl(Browser.without(request(), name))).status()).isEqualTo(400);
  }

  @Test
  void refusesAParameterSentTwice() throws Exception {
    assertThat(Browser.get(authorizeUrl(request()) + "&state=another").status()).isEqualTo(400);
  }

  @Test
  void leavesOutANonceThatWasNotSent() throws Exception {
    SignedJWT jwt = idToken(token(exchange(Browser.without(request(), "nonce"))));
    assertThat(jwt.getJWTClaimsSet().getClaims()).doesNotContainKey("nonce");
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier,a-verifier_that.is~long-enough-but-not-the-right-one,400,invalid_grant",
    "code_verifier,short,400,invalid_grant",
    "redirect_uri,http://localhost:9/other,400,redirect_uri_mismatch",
    "client_id,nobody,401,invalid_client",
    "client_secret,wrong,401,invalid_client",
    "code,4/0unknown,400,invalid_grant",
    "grant_type,password,400,unsupported_grant_type",
    "grant_type,refresh_token,400,unsupported_grant_type",
  })
  void refusesAWrongExchange(String name, String value, int status, String error) throws Exception {
    Browser.Answer answer = token(Browser.with(exchange(request()), name, value));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("error").asString()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier,invalid_grant",
    "redirect_uri,invalid_request",
    "client_secret,invalid_request",
    "client_id,invalid_request",
    "code,invalid_request",
    "grant_type,invalid_request",
  })
  void refusesAnIncompleteExchange(String name, String error) throws Exception {
    Browser.Answer answer = token(Browser.without(exchange(request()), name));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").asString()).isEqualTo(error);
  }

  @Test
  void takesACodeOnce() throws Exception {
    Map<String, String> exchange = exchange(request());
    assertThat(token(exchange).status()).isEqualTo(200);
    assertThat(token(exchange).json().path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void forgetsACodeWhoseVerifierWasWrong() throws Exception {
    Map<String, String> exchange = exchange(request());
    token(Browser.with(exchange, "code_verifier", "x".repeat(50)));
    assertThat(token(exchange).json().path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void refusesAnotherClientsCode() throws Exception {
    Map<String, String> stolen = Browser.with(exchange(request()), "client_id", "other");
    Browser.Answer answer = token(Browser.with(stolen, "client_secret", "other-secret"));
    assertThat(answer.json().path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void refusesACodeAfterTenMinutes() throws Exception {
    Map<String, String> exchange = exchange(request());
    control.advance(Duration.ofMinutes(10));
    assertThat(token(exchange).json().path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void publishesTheKeyBeforeTheNewestToo() throws Exception {
    SignedJWT old = idToken(token(exchange(request())));
    control.rotateKey();
    assertThat(verifies(old)).isTrue();
    SignedJWT fresh = idToken(token(exchange(request())));
    assertThat(fresh.getHeader().getKeyID()).isNotEqualTo(old.getHeader().getKeyID());
    assertThat(verifies(fresh)).isTrue();
    control.rotateKey();
    assertThat(verifies(old)).isFalse();
  }

  @Test
  void refusesAFormThatAnotherSiteSent() throws Exception {
    Browser.Answer answer =
        Browser.post(
            authorizeUrl(request()),
            Map.of("email", "ada@example.com", "decision", "continue"),
            "Origin",
            "https://evil.example");
    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void showsWhatWasTypedAsTextOnly() throws Exception {
    String page =
        Browser.get(
                authorizeUrl(Browser.with(request(), "login_hint", "\"><script>alert(1)</script>")))
            .body();
    assertThat(page).doesNotContain("<script").contains("&lt;script&gt;");
  }
}
