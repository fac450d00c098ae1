package oo.connectors.oauth;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Credential;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.ProviderFailure;
import oo.connectors.http.ProviderHttp;
import oo.connectors.http.ProviderResponse;
import oo.connectors.oauth.OauthAnswer.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The authorization code flow with PKCE (S256), refresh and revocation at one provider. A failure
 * never contains the provider's text.
 */
public final class OauthClient {
  private static final Set<String> CLIENT_REFUSED =
      Set.of("invalid_client", "unauthorized_client", "unsupported_grant_type");

  /** RFC 6749, 5.2: the code or the refresh token is invalid, expired or revoked. */
  private static final String INVALID_GRANT = "invalid_grant";

  /** For the revocation of a grant that is not returned. */
  private static final Duration UNKEPT = Duration.ofSeconds(4);

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
   * Exchanges a code and has the account read. A grant that this does not return is revoked, as far
   * as that goes, whatever ended it.
   *
   * @param account reads whose grant it is, within the rest of the deadline
   * @throws ProviderFailure.Refused when the code is not accepted, or another issuer sent it
   */
  public Grant grant(
      CodeExchange exchange,
      CallDeadline deadline,
      BiFunction<Credential, CallDeadline, Grant> account) {
    if (exchange.iss() != null && !app.isIssuer(exchange.iss())) {
      // A mix-up: the code is another provider's, which the token endpoint must not learn.
      throw new ProviderFailure.Refused("The code is not of " + facts.name() + ".");
    }
    long begun = System.nanoTime();
    Tokens tokens =
        token(
            new AuthorizationCodeGrant(
                new AuthorizationCode(exchange.code()),
                exchange.redirectUri(),
                new CodeVerifier(exchange.codeVerifier())),
            new ProviderFailure.Refused(facts.name() + " no longer accepts the code that it sent."),
            facts.codeRefused(),
            deadline);
    Grant grant = null;
    try {
      grant = account.apply(credential(tokens, null, deadline.now()), deadline.after(begun));
      return grant;
    } finally {
      if (grant == null) {
        revokeUnkept(tokens, deadline);
      }
    }
  }

  /** Also when the thread is to stop: it is the only one that has the token. */
  private void revokeUnkept(Tokens tokens, CallDeadline deadline) {
    boolean interrupted = Thread.interrupted();
    try {
      revoke(
          new Credential(tokens.access(), tokens.refresh(), null),
          new CallDeadline(deadline.now(), UNKEPT));
    } catch (ProviderFailure e) {
      // Nothing is stored by which to try again.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * @throws ProviderFailure.Unauthorized when the provider says that the grant is no longer valid
   */
  public Credential refresh(Credential credential, CallDeadline deadline) {
    String refreshToken = credential.refreshToken();
    if (refreshToken == null) {
      throw grantEnded();
    }
    Tokens tokens =
        token(
            new RefreshTokenGrant(new RefreshToken(refreshToken)),
            grantEnded(),
            facts.grantEnded(),
            deadline);
    return credential(tokens, refreshToken, deadline.now());
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
    OauthAnswer answer =
        OauthAnswer.ofRevocation(
            send(
                new TokenRevocationRequest(
                        URI.create(app.back() + facts.revoke()),
                        new ClientSecretBasic(
                            new ClientID(app.clientId()), new Secret(app.clientSecret())),
                        token)
                    .toHTTPRequest(),
                deadline));
    if (!(answer instanceof OauthAnswer.Revoked)) {
      throw failure(answer);
    }
  }

  /**
   * @param ended the failure for the error codes that end the code or the grant
   */
  private Tokens token(
      AuthorizationGrant grant,
      ProviderFailure ended,
      List<String> endedBy,
      CallDeadline deadline) {
    var request =
        new TokenRequest.Builder(
                URI.create(app.back() + facts.token()),
                new ClientSecretPost(new ClientID(app.clientId()), new Secret(app.clientSecret())),
                grant)
            .build()
            .toHTTPRequest();
    OauthAnswer answer = OauthAnswer.ofToken(send(request, deadline));
    if (answer instanceof Tokens tokens) {
      return tokens;
    }
    throw answer instanceof OauthAnswer.Failed(String code, Duration wait)
            && (INVALID_GRANT.equals(code) || endedBy.contains(code))
        ? ended
        : failure(answer);
  }

  /**
   * @param kept the refresh token to keep when the provider sent none
   */
  private Credential credential(Tokens tokens, @Nullable String kept, Instant now) {
    if (!tokens.whole()) {
      throw new ProviderFailure.Down(foreign(), true);
    }
    return new Credential(
        tokens.access(),
        tokens.refresh() == null ? kept : tokens.refresh(),
        tokens.life() == null ? null : now.plus(tokens.life()));
  }

  private ProviderResponse send(HTTPRequest request, CallDeadline deadline) {
    var builder = HttpRequest.newBuilder(request.getURI());
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.getBody();
    return http.send(builder.POST(BodyPublishers.ofString(body == null ? "" : body)), deadline);
  }

  /** What ends neither a code nor a grant. */
  private ProviderFailure failure(OauthAnswer answer) {
    return switch (answer) {
      case OauthAnswer.Failed(String code, Duration wait) when refusesClient(code) ->
          new ProviderFailure.ClientRefused(
              facts.name() + " does not accept oO's client id or secret.");
      case OauthAnswer.Failed(String code, Duration wait) when wait != null -> later(wait);
      case OauthAnswer.Failed failed -> new ProviderFailure.Down(facts.name() + " failed.", true);
      case OauthAnswer.Unclear(boolean later, Duration wait) when later || wait != null ->
          later(wait);
      default -> new ProviderFailure.Down(foreign(), true);
    };
  }

  private ProviderFailure later(@Nullable Duration wait) {
    return new ProviderFailure.Later(facts.name() + " asks to wait.", wait);
  }

  private boolean refusesClient(String error) {
    return CLIENT_REFUSED.contains(error) || facts.clientRefused().contains(error);
  }

  private ProviderFailure.Unauthorized grantEnded() {
    return new ProviderFailure.Unauthorized(
        facts.name() + " no longer lets oO in. Connect it again.");
  }

  private String foreign() {
    return facts.name() + " did not answer in words that oO understands.";
  }
}
