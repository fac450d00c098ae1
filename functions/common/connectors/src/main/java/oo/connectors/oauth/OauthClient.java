package oo.connectors.oauth;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Credential;
import oo.connectors.OauthAttempt;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderHttp;
import oo.connectors.http.ProviderResponse;
import oo.contract.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The authorization code flow with PKCE (S256), refresh and revocation at one provider. A failure
 * never contains the provider's text.
 */
public final class OauthClient {
  private static final Set<String> CLIENT_REFUSED =
      Set.of("invalid_client", "unauthorized_client", "unsupported_grant_type");

  private final OauthFacts facts;
  private final OauthApp app;
  private final ProviderHttp http;

  public OauthClient(OauthFacts facts, OauthApp app, ProviderHttp http) {
    this.facts = facts;
    this.app = app;
    this.http = http;
  }

  /** The address of the consent page. */
  public URI authorize(OauthAttempt attempt) {
    return new AuthorizationRequest.Builder(
            new ResponseType(ResponseType.Value.CODE), new ClientID(app.clientId()))
        .endpointURI(URI.create(app.front() + facts.authorize()))
        // One value, because the separator is the provider's.
        .scope(new Scope(String.join(facts.scopeSeparator(), facts.scopes())))
        .state(new State(attempt.state()))
        .redirectionURI(attempt.redirectUri())
        .codeChallenge(challenge(attempt), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  private static CodeChallenge challenge(OauthAttempt attempt) {
    try {
      return CodeChallenge.parse(attempt.codeChallenge());
    } catch (ParseException e) {
      throw new IllegalArgumentException("A challenge must be base64url of a SHA-256", e);
    }
  }

  /**
   * @throws ProviderFailure.Refused when the code is not accepted
   */
  public Credential exchange(CodeExchange exchange, CallDeadline deadline) {
    return token(
        new AuthorizationCodeGrant(
            new AuthorizationCode(exchange.code()),
            exchange.redirectUri(),
            new CodeVerifier(exchange.codeVerifier())),
        null,
        new ProviderFailure.Refused(facts.name() + " no longer accepts the code that it sent."),
        deadline);
  }

  /**
   * @throws ProviderFailure.Unauthorized when the grant is no longer valid
   */
  public Credential refresh(Credential credential, CallDeadline deadline) {
    String refreshToken = credential.refreshToken();
    if (refreshToken == null) {
      throw grantEnded();
    }
    return token(
        new RefreshTokenGrant(new RefreshToken(refreshToken)),
        refreshToken,
        grantEnded(),
        deadline);
  }

  /** Revokes the grant. Succeeds when it is already revoked (RFC 7009, 2.2). */
  public void revoke(Credential credential, CallDeadline deadline) {
    long begun = System.nanoTime();
    String refreshToken = credential.refreshToken();
    // The refresh token first, because it lives longest. Do not refresh before: a late replay of an
    // old refresh token would make the provider revoke newer grants too.
    if (refreshToken != null) {
      revoke(new RefreshToken(refreshToken), deadline);
    }
    revoke(new BearerAccessToken(credential.accessToken()), deadline.after(begun));
  }

  private void revoke(Token token, CallDeadline deadline) {
    ProviderResponse answer =
        send(
            new TokenRevocationRequest(
                    URI.create(app.back() + facts.revoke()),
                    new ClientSecretBasic(
                        new ClientID(app.clientId()), new Secret(app.clientSecret())),
                    token)
                .toHTTPRequest(),
            deadline);
    if (answer.ok() || answer.status() == 404) {
      return;
    }
    if (answer.status() == 400 && !refusesClient(errorOf(answer))) {
      return; // The provider does not know the token: it is already revoked.
    }
    throw failure(
        answer, new ProviderFailure.Refused(facts.name() + " did not end the permission."));
  }

  private Credential token(
      AuthorizationGrant grant,
      @Nullable String kept,
      ProviderFailure refused,
      CallDeadline deadline) {
    var request =
        new TokenRequest.Builder(
                URI.create(app.back() + facts.token()),
                new ClientSecretPost(new ClientID(app.clientId()), new Secret(app.clientSecret())),
                grant)
            .build()
            .toHTTPRequest();
    ProviderResponse answer = send(request, deadline);
    if (!answer.ok() || errorOf(answer) != null) {
      throw failure(answer, refused);
    }
    try {
      var response = new HTTPResponse(answer.status());
      response.setHeader("Content-Type", "application/json");
      response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
      var tokens = AccessTokenResponse.parse(response).getTokens();
      long life = tokens.getAccessToken().getLifetime();
      RefreshToken next = tokens.getRefreshToken();
      Instant expiresAt = life > 0 ? deadline.now().plusSeconds(life) : null;
      return new Credential(
          tokens.getAccessToken().getValue(), next == null ? kept : next.getValue(), expiresAt);
    } catch (ParseException | RuntimeException e) {
      // The provider may have granted a token, but the response cannot be read.
      throw new ProviderFailure.Down(notUnderstood(), true);
    }
  }

  private ProviderResponse send(HTTPRequest request, CallDeadline deadline) {
    var builder = HttpRequest.newBuilder(request.getURI());
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.getBody();
    return http.send(builder.POST(BodyPublishers.ofString(body == null ? "" : body)), deadline);
  }

  /**
   * @param refused the failure for a 4xx that does not reject oO's client
   */
  private ProviderFailure failure(ProviderResponse answer, ProviderFailure refused) {
    if (answer.status() == 429 || (answer.status() == 503 && answer.retryAfter() != null)) {
      return new ProviderFailure.Later(facts.name() + " asks to wait.", answer.retryAfter());
    }
    if (refusesClient(errorOf(answer))) {
      return new ProviderFailure.ClientRefused(
          facts.name() + " does not accept oO's client id or secret.");
    }
    boolean refusal = answer.ok() || (answer.status() >= 400 && answer.status() < 500);
    return refusal ? refused : new ProviderFailure.Down(facts.name() + " failed.", true);
  }

  private boolean refusesClient(@Nullable String error) {
    return error != null
        && (CLIENT_REFUSED.contains(error) || facts.clientRefused().contains(error));
  }

  /** The {@code error} of a response; some providers send it with 200. */
  private static @Nullable String errorOf(ProviderResponse answer) {
    try {
      JsonNode error = Json.mapper().readTree(answer.body()).path("error");
      return error.isString() ? error.stringValue() : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private ProviderFailure.Unauthorized grantEnded() {
    return new ProviderFailure.Unauthorized(
        facts.name() + " no longer lets oO in. Connect it again.");
  }

  private String notUnderstood() {
    return facts.name() + " answered with something that oO does not understand.";
  }
}
