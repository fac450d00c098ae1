package oo.auth.google;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import oo.auth.google.SignInRefused.Blame;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in with Google: the code flow of OpenID Connect Core 1.0 with PKCE (S256), state and nonce.
 * Never called while a transaction is open.
 */
public final class GoogleSignIn {
  private final GoogleSettings client;
  private final Discovery discovery;
  private final GoogleHttp http;
  private final GoogleCalls calls;

  public GoogleSignIn(
      GoogleSettings client, Discovery discovery, GoogleHttp http, GoogleCalls calls) {
    this.client = client;
    this.discovery = discovery;
    this.http = http;
    this.calls = calls;
  }

  public String issuer() {
    return client.issuer().getValue();
  }

  /**
   * The address of the consent page.
   *
   * @param account subject of the account to suggest to the person
   * @throws GoogleUnavailable when Google's metadata is not cached and cannot be read
   */
  public URI consentPage(
      State state, Nonce nonce, CodeVerifier verifier, Optional<String> account) {
    var request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope("openid", "email", "profile"),
                client.id(),
                client.redirectUri())
            .endpointURI(discovery.provider().metadata().getAuthorizationEndpointURI())
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            // On a shared machine, Google must not pick the last user's account.
            .prompt(Prompt.Type.SELECT_ACCOUNT);
    account.ifPresent(request::loginHint);
    return request.build().toURI();
  }

  /**
   * Checks the {@code iss} parameter of an authorization response (RFC 9207), against mix-up
   * attacks.
   *
   * @param iss null when absent
   * @throws SignInRefused when it names another issuer, or is absent although Google's metadata
   *     promises it
   */
  public void requireIssuer(@Nullable String iss) {
    boolean right =
        iss == null
            ? !discovery.provider().metadata().supportsAuthorizationResponseIssuerParam()
            : iss.equals(client.issuer().getValue());
    if (!right) {
      throw new SignInRefused(Blame.BROWSER, "The response named another issuer.");
    }
  }

  /**
   * Redeems the code and checks the ID token.
   *
   * @throws GoogleUnavailable when a later retry may succeed
   * @throws SignInRefused when a retry does not help
   */
  public GoogleAccount account(String code, CodeVerifier verifier, Nonce nonce) {
    var provider = discovery.provider();
    try {
      GoogleAccount account =
          provider.idTokens().account(redeem(provider, code, verifier), code, nonce);
      calls.went(true, "It answered.");
      return account;
    } catch (GoogleUnavailable e) {
      calls.went(false, String.valueOf(e.getMessage()));
      throw e;
    } catch (SignInRefused e) {
      // Any browser can send a wrong code; that must not turn the health page red.
      boolean answered = e.blame() == Blame.BROWSER;
      calls.went(answered, answered ? "It answered." : String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private OIDCTokens redeem(Discovery.Provider provider, String code, CodeVerifier verifier) {
    var request =
        new TokenRequest.Builder(
                provider.tokenEndpoint(),
                new ClientSecretPost(client.id(), client.secret()),
                new AuthorizationCodeGrant(
                    new AuthorizationCode(code), client.redirectUri(), verifier))
            .build();
    HTTPResponse response;
    try {
      // No retry: a code is valid for one use.
      response = request.toHTTPRequest().send(http);
    } catch (IOException e) {
      throw new GoogleUnavailable("Its token endpoint does not answer.", e);
    }
    return tokens(response);
  }

  /** What the token endpoint's answer says, as {@link #account}. */
  static OIDCTokens tokens(HTTPResponse response) {
    if (response.getStatusCode() >= 500 || response.getStatusCode() == 429) {
      throw new GoogleUnavailable("Its token endpoint answers " + response.getStatusCode() + ".");
    }
    try {
      GoogleHttp.requireStrict(response.getBody());
      if (!response.indicatesSuccess() || response.getBodyAsJSONObject().containsKey("error")) {
        throw refusal(response);
      }
      OIDCTokens tokens = OIDCTokenResponse.parse(response).getOIDCTokens();
      if (tokens.getIDToken() == null) {
        throw new SignInRefused(Blame.OPERATOR, "It gave no ID token.");
      }
      return tokens;
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new GoogleUnavailable("Its token endpoint's answer is not understood.", e);
    }
  }

  private static SignInRefused refusal(HTTPResponse response) throws ParseException {
    String error =
        Optional.ofNullable(
                TokenErrorResponse.parse(response.getBodyAsJSONObject()).getErrorObject().getCode())
            .orElse("");
    return switch (error) {
      case "invalid_grant" -> new SignInRefused(Blame.BROWSER, "It refused the code.");
      case "invalid_client", "unauthorized_client" ->
          new SignInRefused(Blame.OPERATOR, "It refuses the client id or its secret.");
      case "redirect_uri_mismatch" ->
          new SignInRefused(Blame.OPERATOR, "It does not know the redirect URI.");
      default ->
          new SignInRefused(
              Blame.OPERATOR,
              "It refused the code's request with "
                  + (error.matches("[a-z_]{1,40}") ? error : "an error")
                  + ".");
    };
  }
}
