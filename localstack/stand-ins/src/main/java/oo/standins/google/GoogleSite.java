package oo.standins.google;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oo.standins.fault.ControlRoutes;
import oo.standins.fault.FaultKind;
import oo.standins.fault.Faults;
import oo.standins.fault.Journal;
import oo.standins.fault.Misbehaving;
import oo.standins.fault.Operation;
import oo.standins.fault.StandInClock;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Guard;
import oo.standins.http.Json;
import oo.standins.http.Params;
import oo.standins.http.Refused;
import oo.standins.http.Reply;
import oo.standins.http.Routes;
import oo.standins.http.Site;
import oo.standins.oauth.Clients;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.Secrets;
import oo.standins.page.Html;
import oo.standins.store.Ledger;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google's sign-in for web applications: the code flow of OpenID Connect with S256, an ID token
 * signed with RS256, and the {@code iss} response parameter (RFC 9207). No refresh tokens, no other
 * scopes than openid, email and profile.
 */
public final class GoogleSite implements Site, AutoCloseable {

  private static final Duration CODE_LIFE = Duration.ofMinutes(10);
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final String publicBase;
  private final String backBase;
  private final Clients clients;
  private final StandInClock clock;
  private final GoogleState state;
  private final Guard guard;
  private final Faults faults = new Faults();
  private final Routes provider = new Routes();
  private final Routes control = new Routes();
  private final Misbehaving misbehaving;

  /**
   * @param publicBase where browsers find it, and its issuer
   * @param backBase where the application's server finds its token endpoint and keys
   */
  public GoogleSite(
      String publicBase, String backBase, Clients clients, StandInClock clock, Ledger ledger) {
    this.publicBase = publicBase;
    this.backBase = backBase;
    this.clients = clients;
    this.clock = clock;
    this.state = new GoogleState(ledger, clock);
    this.guard = new Guard(Set.copyOf(List.of(Guard.host(publicBase), Guard.host(backBase))));
    Journal journal = new Journal();
    this.misbehaving = new Misbehaving(new Behaviour(), faults, journal, clock);
    provider
        .on("GET", "/.well-known/openid-configuration", _ -> discovery())
        .on("GET", "/o/oauth2/v2/auth", this::authorize)
        .on("POST", "/o/oauth2/v2/auth", this::decide)
        .on("POST", "/token", this::token)
        .on("GET", "/oauth2/v3/certs", _ -> certs())
        .on("GET", "/v1/userinfo", this::userinfo);
    new ControlRoutes(faults, journal, clock, clients, state::setAhead).addTo(control);
    control
        .on("GET", "/", _ -> Html.file("google.html"))
        .on("GET", "/control/accounts", _ -> allAccounts())
        .on("POST", "/control/accounts", this::addAccount)
        .on("DELETE", "/control/accounts/{sub}", this::forgetAccount)
        .on("GET", "/control/keys", _ -> allKeys())
        .on("POST", "/control/keys/rotate", _ -> rotate());
  }

  @Override
  public Reply serve(Call call) {
    try {
      if (call.path().startsWith("/assets/")) {
        return new Reply.Sent(
            Html.asset(call.path().substring("/assets/".length()))
                .orElseGet(() -> Answer.empty(404)));
      }
      if (call.path().equals("/") || call.path().startsWith("/control/")) {
        guard.checkControl(call);
        return new Reply.Sent(
            control.answer(call).orElseGet(() -> ControlRoutes.notFound("There is no such page.")));
      }
    } catch (Refused refused) {
      return new Reply.Sent(refused.answer());
    }
    return misbehaving.serve(call);
  }

  /** Lets go of requests that a fault holds. */
  public void release() {
    misbehaving.close();
  }

  @Override
  public void close() {
    state.close();
  }

  private Answer discovery() {
    ObjectNode document = Json.object();
    document.put("issuer", publicBase);
    document.put("authorization_endpoint", publicBase + "/o/oauth2/v2/auth");
    document.put("token_endpoint", backBase + "/token");
    document.put("userinfo_endpoint", backBase + "/v1/userinfo");
    document.put("jwks_uri", backBase + "/oauth2/v3/certs");
    document.set("response_types_supported", Json.array().add("code"));
    document.set("response_modes_supported", Json.array().add("query"));
    document.set("grant_types_supported", Json.array().add("authorization_code"));
    document.set("subject_types_supported", Json.array().add("public"));
    document.set("id_token_signing_alg_values_supported", Json.array().add("RS256"));
    document.set("scopes_supported", Json.array().add("openid").add("email").add("profile"));
    document.set(
        "token_endpoint_auth_methods_supported",
        Json.array().add("client_secret_post").add("client_secret_basic"));
    document.set("code_challenge_methods_supported", Json.array().add("S256"));
    document.put("authorization_response_iss_parameter_supported", true);
    return Answer.json(200, document).with("Cache-Control", "public, max-age=3600");
  }

  private Answer certs() {
    return Answer.of(
            200,
            "application/json; charset=utf-8",
            new JWKSet(List.copyOf(state.keys())).toString().getBytes(UTF_8))
        .with("Cache-Control", "public, max-age=300");
  }

  private Answer authorize(Call call) {
    AuthorizeRequest request = AuthorizeRequest.read(call.query(), clients);
    if ("none".equals(request.prompt())) {
      return back(request, Map.of("error", "login_required"));
    }
    return AuthorizePage.show(request, call.query(), state.accounts(), "");
  }

  private Answer decide(Call call) {
    guard.checkForm(call);
    Params form = call.form();
    AuthorizeRequest request = AuthorizeRequest.read(call.query(), clients);
    if (form.get("decision").equals(Optional.of("deny"))) {
      return back(request, Map.of("error", "access_denied"));
    }
    String email = form.get("account").or(() -> form.get("email")).orElse("").strip();
    if (!email.matches("[^@\\s]{1,64}@[^@\\s]{1,190}")) {
      return AuthorizePage.show(
          request,
          call.query(),
          state.accounts(),
          "Type an e-mail address, such as ada@example.com.");
    }
    String name = form.get("account").isPresent() ? "" : form.get("name").orElse("").strip();
    GoogleAccount account =
        faults.take(FaultKind.WRONG_ACCOUNT)
            ? state.signIn("somebody.else@example.com", "Somebody Else")
            : state.signIn(email, name.substring(0, Math.min(name.length(), 100)));
    String code = "4/0" + Secrets.random();
    state.issue(
        new Code(
            code,
            account.sub(),
            request.clientId(),
            request.redirectUri(),
            request.scope(),
            request.nonce(),
            request.challenge(),
            clock.instant().plus(CODE_LIFE)));
    return back(request, Map.of("code", code, "scope", request.scope()));
  }

  private Answer back(AuthorizeRequest request, Map<String, String> answer) {
    StringBuilder location = new StringBuilder(request.redirectUri());
    location.append(URI.create(request.redirectUri()).getQuery() == null ? "?" : "&");
    location.append("iss=").append(URLEncoder.encode(publicBase, UTF_8));
    if (request.state() != null) {
      location.append("&state=").append(URLEncoder.encode(request.state(), UTF_8));
    }
    answer.forEach(
        (name, value) ->
            location.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8)));
    return Answer.redirect(location.toString());
  }

  private Answer token(Call call) {
    if (!call.isForm()) {
      throw refused(400, "invalid_request", "The body must be a form.");
    }
    Params form = call.form();
    form.repeated()
        .ifPresent(
            name -> {
              throw refused(400, "invalid_request", "Parameter was sent twice: " + name);
            });
    OAuthClient client = authenticate(call, form);
    String grant = required(form, "grant_type");
    if (!grant.equals("authorization_code")) {
      throw refused(400, "unsupported_grant_type", "Invalid grant_type: " + grant);
    }
    String value = required(form, "code");
    String redirectUri = required(form, "redirect_uri");
    Code code =
        state
            .redeem(value)
            .filter(c -> c.clientId().equals(client.id()))
            .orElseThrow(() -> refused(400, "invalid_grant", "Bad Request"));
    if (!code.redirectUri().equals(redirectUri)) {
      throw refused(400, "redirect_uri_mismatch", "Bad Request");
    }
    checkVerifier(code, form.get("code_verifier"));
    Instant now = clock.instant();
    String accessToken = "ya29." + Secrets.random();
    GoogleAccount account =
        state
            .account(code.sub())
            .orElseThrow(() -> refused(400, "invalid_grant", "Account has been deleted"));
    state.issue(new AccessToken(accessToken, code.sub(), code.scope(), now.plus(TOKEN_LIFE)));
    ObjectNode answer = Json.object();
    answer.put("access_token", accessToken);
    answer.put("expires_in", TOKEN_LIFE.toSeconds() - 1);
    answer.put("scope", code.scope());
    answer.put("token_type", "Bearer");
    if (scopes(code.scope()).contains("openid")) {
      answer.put("id_token", idToken(account, code, accessToken, now));
    }
    return Answer.json(200, answer).with("Pragma", "no-cache");
  }

  private OAuthClient authenticate(Call call, Params form) {
    Optional<String[]> basic = call.basic().flatMap(Secrets::basic);
    if (basic.isPresent() && form.has("client_secret")) {
      throw refused(400, "invalid_request", "The client authenticated in two ways.");
    }
    String id = basic.map(pair -> pair[0]).orElseGet(() -> form.get("client_id").orElse(""));
    String secret =
        basic.map(pair -> pair[1]).orElseGet(() -> form.get("client_secret").orElse(""));
    if (id.isEmpty()) {
      throw refused(400, "invalid_request", "Could not determine client ID from request.");
    }
    OAuthClient client =
        clients
            .find(id)
            .orElseThrow(() -> refused(401, "invalid_client", "The OAuth client was not found."));
    if (secret.isEmpty()) {
      throw refused(400, "invalid_request", "client_secret is missing.");
    }
    if (!Secrets.same(client.secret(), secret)) {
      throw refused(401, "invalid_client", "Unauthorized");
    }
    return client;
  }

  private static void checkVerifier(Code code, Optional<String> verifier) {
    if (code.challenge() == null) {
      if (verifier.isPresent()) {
        throw refused(400, "invalid_grant", "code_verifier is not expected.");
      }
      return;
    }
    String sent =
        verifier.orElseThrow(() -> refused(400, "invalid_grant", "Missing code verifier."));
    if (!Secrets.isVerifier(sent) || !Secrets.same(code.challenge(), Secrets.challenge(sent))) {
      throw refused(400, "invalid_grant", "Invalid code verifier.");
    }
  }

  private String idToken(GoogleAccount account, Code code, String accessToken, Instant now) {
    RSAKey key = state.signingKey();
    byte[] half = Arrays.copyOf(Secrets.sha256(accessToken.getBytes(US_ASCII)), 16);
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(publicBase)
            .subject(account.sub())
            .audience(code.clientId())
            .claim("azp", code.clientId())
            .claim("at_hash", Base64.getUrlEncoder().withoutPadding().encodeToString(half))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(TOKEN_LIFE)));
    if (code.nonce() != null) {
      claims.claim("nonce", code.nonce());
    }
    List<String> scopes = scopes(code.scope());
    if (scopes.contains("email")) {
      claims.claim("email", account.email()).claim("email_verified", true);
    }
    if (scopes.contains("profile")) {
      claims.claim("name", account.name());
    }
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .keyID(key.getKeyID())
                  .type(JOSEObjectType.JWT)
                  .build(),
              claims.build());
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the ID token could not be signed", e);
    }
  }

  private Answer userinfo(Call call) {
    AccessToken token =
        call.bearer()
            .flatMap(state::token)
            .orElseThrow(() -> refused(401, "invalid_request", "Invalid Credentials"));
    GoogleAccount account =
        state
            .account(token.sub())
            .orElseThrow(() -> refused(401, "invalid_request", "Invalid Credentials"));
    ObjectNode answer = Json.object();
    answer.put("sub", account.sub());
    if (scopes(token.scope()).contains("email")) {
      answer.put("email", account.email());
      answer.put("email_verified", true);
    }
    if (scopes(token.scope()).contains("profile")) {
      answer.put("name", account.name());
    }
    return Answer.json(200, answer);
  }

  private Answer allAccounts() {
    return Answer.json(200, Map.of("accounts", state.accounts()));
  }

  private Answer addAccount(Call call) {
    ObjectNode json = call.json();
    String email = json.path("email").asString("").strip();
    if (!email.matches("[^@\\s]{1,64}@[^@\\s]{1,190}")) {
      throw ControlRoutes.badRequest("An account has an e-mail address.");
    }
    return Answer.json(201, state.signIn(email, json.path("name").asString("").strip()));
  }

  private Answer forgetAccount(Call call) {
    return state.forget(call.variable("sub"))
        ? Answer.empty(204)
        : ControlRoutes.notFound("There is no such account.");
  }

  private Answer allKeys() {
    List<String> ids = state.keys().stream().map(RSAKey::getKeyID).toList();
    return Answer.json(200, Map.of("keys", ids, "signing", ids.getLast()));
  }

  private Answer rotate() {
    state.rotateKey();
    return allKeys();
  }

  private static List<String> scopes(String scope) {
    return List.of(scope.split(" ", -1));
  }

  private static String required(Params form, String name) {
    return form.get(name)
        .orElseThrow(() -> refused(400, "invalid_request", "Missing required parameter: " + name));
  }

  private static Refused refused(int status, String error, String description) {
    return new Refused(
        Answer.json(status, Map.of("error", error, "error_description", description)));
  }

  private final class Behaviour implements Misbehaving.Provider {

    @Override
    public List<Operation> operations(Call call) {
      if (!call.path().equals("/token")) {
        return List.of();
      }
      try {
        return call.form()
            .get("grant_type")
            .map(g -> List.of(new Operation(g, null)))
            .orElse(List.of());
      } catch (Refused refused) {
        return List.of();
      }
    }

    @Override
    public Answer serve(Call call) {
      return provider.answer(call).orElseGet(() -> error(404, "The requested URL was not found."));
    }

    @Override
    public Answer error(int status, String message) {
      return Answer.json(status, Map.of("error", Map.of("code", status, "message", message)));
    }

    @Override
    public void revokeTokensOf(Call call) {
      call.bearer().ifPresent(state::revokeTokensOf);
    }
  }
}
