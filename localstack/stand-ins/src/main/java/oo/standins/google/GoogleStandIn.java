package oo.standins.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import oo.standins.fault.ControlSurface;
import oo.standins.fault.FaultInjector;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.Parameters;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.mail.Mailbox;
import oo.standins.oauth.AuthorizationCode;
import oo.standins.oauth.AuthorizationRequest;
import oo.standins.oauth.ConsentPage;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.SecretStrings;
import oo.standins.store.RowStore;

/**
 * Google's sign-in for web applications: the code flow of OpenID Connect with S256, an ID token
 * signed with RS256, and the {@code iss} response parameter (RFC 9207). No refresh token, no scope
 * but openid, email and profile, and an access token that opens nothing.
 */
public final class GoogleStandIn extends FaultInjector.Provider {
  /**
   * A person who signed in.
   *
   * @param sub always the same for one e-mail address, even after all state was lost
   * @param email as first typed
   */
  private record GoogleUser(String sub, String email, String name) {}

  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final ConsentPage PAGE =
      new ConsentPage("Google", "Sign in", "Continue", "Cancel", "");

  private final String base;
  private final RowStore.Table<GoogleUser> users;
  private final RowStore.Table<AuthorizationCode> codes;
  private final SigningKeys keys;

  /**
   * @param base where browsers and servers find it, and its issuer
   * @param mailbox the mails of its accounts
   */
  public GoogleStandIn(String base, ControlSurface control, Mailbox mailbox) {
    super(control);
    this.base = base;
    this.users = control.store().table("account", GoogleUser.class);
    this.codes = control.store().table("code", AuthorizationCode.class);
    this.keys = new SigningKeys(control.store());
    routes
        .on("GET", "/.well-known/openid-configuration", _ -> discovery())
        .on("GET", "/o/oauth2/v2/auth", this::authorize)
        .on("POST", "/o/oauth2/v2/auth", this::decide)
        .on("POST", "/token", this::token)
        .on("GET", "/mail", _ -> mailbox.page())
        .on("GET", "/oauth2/v3/certs", _ -> publicKeys());
    control
        .routes()
        .on("POST", "/control/accounts", this::addUser)
        .on("POST", "/control/keys/rotate", _ -> rotateKey());
  }

  @Override
  protected StandInResponse error(int status, String message) {
    return StandInResponse.json(
        status, Map.of("error", Map.of("code", status, "message", message)));
  }

  private StandInResponse discovery() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", base);
    document.put("authorization_endpoint", base + "/o/oauth2/v2/auth");
    document.put("token_endpoint", base + "/token");
    document.put("jwks_uri", base + "/oauth2/v3/certs");
    document.put("response_types_supported", List.of("code"));
    document.put("response_modes_supported", List.of("query"));
    document.put("grant_types_supported", List.of("authorization_code"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256"));
    document.put("scopes_supported", List.of("openid", "email", "profile"));
    document.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("authorization_response_iss_parameter_supported", true);
    return StandInResponse.json(200, document).with("Cache-Control", "public, max-age=3600");
  }

  private StandInResponse publicKeys() {
    String json = new JWKSet(List.copyOf(keys.published())).toPublicJWKSet().toString();
    return StandInResponse.of(200, "application/json", json.getBytes(UTF_8))
        .with("Cache-Control", "public, max-age=300");
  }

  /** Shows what is wrong to the person and never sends it back, as Google does. */
  private AuthorizationRequest read(Parameters query) {
    AuthorizationRequest request = AuthorizationRequest.read("Google", query, control.clients());
    if (!request.get("response_type").equals("code")) {
      throw AuthorizationRequest.refused(
          "Google", "unsupported_response_type", "Only response_type=code is served.");
    }
    if (!List.of("openid", "email", "profile").containsAll(scopes(request.get("scope")))) {
      throw AuthorizationRequest.refused(
          "Google", "invalid_scope", "Some requested scopes are invalid or missing.");
    }
    if (!request.hasGoodChallenge()) {
      throw AuthorizationRequest.refused(
          "Google", "invalid_request", "An S256 code_challenge is required.");
    }
    return request;
  }

  private StandInResponse authorize(StandInRequest request) {
    return PAGE.show(read(request.query()), accounts(), "");
  }

  private List<ConsentPage.Account> accounts() {
    return users.stream().toList().reversed().stream()
        .map(user -> new ConsentPage.Account(user.email(), user.name(), user.email()))
        .toList();
  }

  private StandInResponse decide(StandInRequest request) {
    CrossSiteCheck.form(request);
    AuthorizationRequest authorization = read(request.query());
    Parameters form = request.form();
    if (!ConsentPage.agrees(form)) {
      return authorization.answer(Map.of("error", "access_denied", "iss", base));
    }
    Optional<String> email = ConsentPage.email(form);
    if (email.isEmpty()) {
      return PAGE.show(authorization, accounts(), ConsentPage.NO_ACCOUNT);
    }
    GoogleUser user = signIn(email.get());
    AuthorizationCode code =
        authorization.code("4/0" + SecretStrings.random(), user.sub(), control.clock().instant());
    codes.put(code.code(), code);
    return authorization.answer(Map.of("code", code.code(), "scope", code.scope(), "iss", base));
  }

  private StandInResponse token(StandInRequest request) {
    Parameters form = request.form();
    if (!request.isForm() || form.repeated().isPresent()) {
      throw refused(400, "invalid_request", "The body must be a form without repeated names.");
    }
    OAuthClient client = authenticate(form);
    String grant = required(form, "grant_type");
    if (!grant.equals("authorization_code")) {
      throw refused(400, "unsupported_grant_type", "Invalid grant_type: " + grant);
    }
    String value = required(form, "code");
    String redirectUri = required(form, "redirect_uri");
    AuthorizationCode code =
        codes
            .remove(value)
            .filter(found -> found.isGoodFor(client, control.clock().instant()))
            .orElseThrow(() -> refused(400, "invalid_grant", "Bad Request"));
    if (!redirectUri.equals(code.redirectUri())) {
      throw refused(400, "redirect_uri_mismatch", "Bad Request");
    }
    if (!code.isVerifiedBy(form.get("code_verifier"))) {
      throw refused(400, "invalid_grant", "Missing or invalid code verifier.");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", "ya29." + SecretStrings.random());
    answer.put("expires_in", TOKEN_LIFE.toSeconds() - 1);
    answer.put("scope", code.scope());
    answer.put("token_type", "Bearer");
    if (scopes(code.scope()).contains("openid")) {
      answer.put("id_token", idToken(code));
    }
    return StandInResponse.json(200, answer).with("Pragma", "no-cache");
  }

  private OAuthClient authenticate(Parameters form) {
    String id = required(form, "client_id");
    if (control.clients().find(id).isEmpty()) {
      throw refused(401, "invalid_client", "The OAuth client was not found.");
    }
    return control
        .clients()
        .find(id, required(form, "client_secret"))
        .orElseThrow(() -> refused(401, "invalid_client", "Unauthorized"));
  }

  private String idToken(AuthorizationCode code) {
    Instant now = control.clock().instant();
    GoogleUser user = users.get(code.userId()).orElseThrow();
    List<String> scopes = scopes(code.scope());
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(base)
            .subject(user.sub())
            .audience(code.clientId())
            .claim("azp", code.clientId())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(TOKEN_LIFE)));
    if (code.nonce() != null) {
      claims.claim("nonce", code.nonce());
    }
    if (scopes.contains("email")) {
      claims.claim("email", user.email()).claim("email_verified", true);
    }
    if (scopes.contains("profile")) {
      claims.claim("name", user.name());
    }
    RSAKey key = keys.published().getLast();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build();
    try {
      SignedJWT jwt = new SignedJWT(header, claims.build());
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the ID token could not be signed", e);
    }
  }

  private StandInResponse addUser(StandInRequest request) {
    String email = request.json().path("email").asString("");
    if (!ConsentPage.isEmail(email)) {
      throw ResponseException.badRequest("email must be an e-mail address.");
    }
    return StandInResponse.json(201, signIn(email));
  }

  /** The user of an address, made if new. */
  private GoogleUser signIn(String email) {
    // 21 digits, as Google's are.
    byte[] hash = SecretStrings.sha256(email.toLowerCase(Locale.ROOT));
    String sub = "1%020d".formatted(new BigInteger(1, hash).mod(BigInteger.TEN.pow(20)));
    String name = email.substring(0, email.indexOf('@'));
    return users.get(sub).orElseGet(() -> users.put(sub, new GoogleUser(sub, email, name)));
  }

  private StandInResponse rotateKey() {
    keys.rotate();
    return StandInResponse.empty(204);
  }

  private static List<String> scopes(String scope) {
    return List.of(scope.split(" ", -1));
  }

  private static String required(Parameters form, String name) {
    return form.get(name)
        .orElseThrow(() -> refused(400, "invalid_request", "Missing required parameter: " + name));
  }

  private static ResponseException refused(int status, String error, String description) {
    return new ResponseException(
        StandInResponse.json(status, Map.of("error", error, "error_description", description)));
  }
}
