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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.standins.fault.ControlSurface;
import oo.standins.fault.FaultInjector;
import oo.standins.fault.FaultKind;
import oo.standins.fault.RequestedOperation;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.Parameters;
import oo.standins.http.ResponseException;
import oo.standins.http.Router;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.AuthorizationCode;
import oo.standins.oauth.AuthorizationRequest;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.RegisteredClients;
import oo.standins.oauth.SecretStrings;
import oo.standins.store.RowStore;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google's sign-in for web applications: the code flow of OpenID Connect with S256, an ID token
 * signed with RS256, and the {@code iss} response parameter (RFC 9207). No refresh token, no scope
 * but openid, email and profile, and an access token that opens nothing.
 */
public final class GoogleStandIn implements FaultInjector.Provider {

  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final AuthorizationRequest.ErrorPage ERRORS =
      AuthorizationRequest.errorPage("Google", "Access blocked");

  private final String base;
  private final RegisteredClients clients;
  private final ControlSurface control;
  private final GoogleState state;
  private final FaultInjector injector;
  private final Router routes = new Router();

  /**
   * @param base where browsers and servers find it, and its issuer
   */
  public GoogleStandIn(String base, RegisteredClients clients, Clock machine, RowStore store) {
    this.base = base;
    this.clients = clients;
    this.control = new ControlSurface("google", machine, store, clients);
    this.state = new GoogleState(store, control.clock());
    this.injector = new FaultInjector(this, control);
    routes
        .on("GET", "/.well-known/openid-configuration", _ -> discovery())
        .on("GET", "/o/oauth2/v2/auth", this::authorize)
        .on("POST", "/o/oauth2/v2/auth", this::decide)
        .on("POST", "/token", this::token)
        .on("GET", "/oauth2/v3/certs", _ -> publicKeys());
    control
        .routes()
        .on("POST", "/control/accounts", this::addUser)
        .on(
            "POST",
            "/control/keys/rotate",
            _ -> StandInResponse.json(200, Map.of("signing", state.rotateKey())));
  }

  /** Serves its requests under injected faults. */
  public FaultInjector injector() {
    return injector;
  }

  @Override
  public StandInResponse serve(StandInRequest request) {
    return routes
        .answer(request)
        .orElseGet(() -> error(404, "The requested URL was not found on this server."));
  }

  @Override
  public List<RequestedOperation> operations(StandInRequest request) {
    return request.path().equals("/token") ? RequestedOperation.grant(request, "") : List.of();
  }

  @Override
  public StandInResponse error(int status, String message) {
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
    document.put(
        "token_endpoint_auth_methods_supported",
        List.of("client_secret_post", "client_secret_basic"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("authorization_response_iss_parameter_supported", true);
    return StandInResponse.json(200, document).with("Cache-Control", "public, max-age=3600");
  }

  private StandInResponse publicKeys() {
    String keys = new JWKSet(List.copyOf(state.publicKeys())).toString();
    return StandInResponse.of(200, "application/json", keys.getBytes(UTF_8))
        .with("Cache-Control", "public, max-age=300");
  }

  /** Shows what is wrong to the person and never sends it back, as Google does. */
  private AuthorizationRequest read(Parameters query) {
    AuthorizationRequest request =
        AuthorizationRequest.read(query, clients, "invalid_client", ERRORS);
    if (request.sentRedirectUri() == null) {
      throw ERRORS.refused("invalid_request", "Missing required parameter: redirect_uri");
    }
    if (!request.get("response_type").equals("code")) {
      throw ERRORS.refused("unsupported_response_type", "Only response_type=code is served.");
    }
    if (!List.of("openid", "email", "profile").containsAll(scopes(request.get("scope")))) {
      throw ERRORS.refused("invalid_scope", "Some requested scopes are invalid or missing.");
    }
    if (!request.hasGoodChallenge()) {
      throw ERRORS.refused("invalid_request", "An S256 code_challenge is required.");
    }
    return request;
  }

  private StandInResponse authorize(StandInRequest request) {
    AuthorizationRequest authorization = read(request.query());
    return authorization.get("prompt").equals("none")
        ? back(authorization, Map.of("error", "login_required"))
        : SignInPage.show(authorization, state.users(), "");
  }

  private StandInResponse decide(StandInRequest request) {
    CrossSiteCheck.form(request);
    AuthorizationRequest authorization = read(request.query());
    Parameters form = request.form();
    if (form.get("decision").equals(Optional.of("deny"))) {
      return back(authorization, Map.of("error", "access_denied"));
    }
    String email = form.get("email").orElse("").strip();
    if (!isEmail(email)) {
      return SignInPage.show(
          authorization, state.users(), "Type an e-mail address, such as ada@example.com.");
    }
    String name = form.get("name").orElse("").strip();
    GoogleUser user =
        control.faults().take(FaultKind.WRONG_ACCOUNT)
            ? state.signIn("somebody.else@example.com", "Somebody Else")
            : state.signIn(email, name.substring(0, Math.min(name.length(), 100)));
    AuthorizationCode code =
        authorization.code("4/0" + SecretStrings.random(), user.sub(), control.clock().instant());
    state.issue(code);
    return back(authorization, Map.of("code", code.code(), "scope", code.scope()));
  }

  private StandInResponse back(AuthorizationRequest authorization, Map<String, String> answer) {
    Map<String, String> all = new LinkedHashMap<>(answer);
    all.put("iss", base);
    authorization.parameters().get("state").ifPresent(sent -> all.put("state", sent));
    return authorization.answer(all);
  }

  private StandInResponse token(StandInRequest request) {
    Parameters form = request.form();
    if (!request.isForm() || form.repeated().isPresent()) {
      throw refused(400, "invalid_request", "The body must be a form without repeated names.");
    }
    OAuthClient client = authenticate(request, form);
    String grant = required(form, "grant_type");
    if (!grant.equals("authorization_code")) {
      throw refused(400, "unsupported_grant_type", "Invalid grant_type: " + grant);
    }
    String value = required(form, "code");
    String redirectUri = required(form, "redirect_uri");
    AuthorizationCode code =
        state
            .redeem(value)
            .filter(c -> c.clientId().equals(client.id()))
            .orElseThrow(() -> refused(400, "invalid_grant", "Bad Request"));
    if (!redirectUri.equals(code.redirectUri())) {
      throw refused(400, "redirect_uri_mismatch", "Bad Request");
    }
    if (!code.isVerifiedBy(form.get("code_verifier"))) {
      throw refused(400, "invalid_grant", "Missing or invalid code verifier.");
    }
    String accessToken = "ya29." + SecretStrings.random();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", accessToken);
    answer.put("expires_in", TOKEN_LIFE.toSeconds() - 1);
    answer.put("scope", code.scope());
    answer.put("token_type", "Bearer");
    if (scopes(code.scope()).contains("openid")) {
      answer.put("id_token", idToken(code, accessToken));
    }
    return StandInResponse.json(200, answer).with("Pragma", "no-cache");
  }

  private OAuthClient authenticate(StandInRequest request, Parameters form) {
    Optional<String[]> basic = request.authorization("Basic").flatMap(SecretStrings::basic);
    if (basic.isPresent() && form.has("client_secret")) {
      throw refused(400, "invalid_request", "The client authenticated in two ways.");
    }
    String id = basic.map(pair -> pair[0]).orElseGet(() -> required(form, "client_id"));
    if (clients.find(id).isEmpty()) {
      throw refused(401, "invalid_client", "The OAuth client was not found.");
    }
    String secret = basic.map(pair -> pair[1]).orElseGet(() -> required(form, "client_secret"));
    return clients
        .find(id, secret)
        .orElseThrow(() -> refused(401, "invalid_client", "Unauthorized"));
  }

  private String idToken(AuthorizationCode code, String accessToken) {
    Instant now = control.clock().instant();
    GoogleUser user = state.user(code.userId());
    List<String> scopes = scopes(code.scope());
    byte[] half = Arrays.copyOf(SecretStrings.sha256(accessToken), 16);
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(base)
            .subject(user.sub())
            .audience(code.clientId())
            .claim("azp", code.clientId())
            .claim("at_hash", Base64.getUrlEncoder().withoutPadding().encodeToString(half))
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
    RSAKey key = state.signingKey();
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
    ObjectNode json = request.json();
    String email = json.path("email").asString("").strip();
    if (!isEmail(email)) {
      throw ResponseException.badRequest("email must be an e-mail address.");
    }
    return StandInResponse.json(201, state.signIn(email, json.path("name").asString("").strip()));
  }

  private static boolean isEmail(String text) {
    return text.matches("[^@\\s]{1,64}@[^@\\s]{1,190}");
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
