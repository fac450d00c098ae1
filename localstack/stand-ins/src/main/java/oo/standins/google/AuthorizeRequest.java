package oo.standins.google;

import java.util.Optional;
import oo.standins.http.Params;
import oo.standins.http.Refused;
import oo.standins.oauth.Clients;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.Secrets;
import oo.standins.page.Html;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that was found good. What is wrong is told to the person, never sent
 * back, as Google does.
 */
record AuthorizeRequest(
    String clientId,
    String redirectUri,
    String scope,
    @Nullable String state,
    @Nullable String nonce,
    @Nullable String challenge,
    @Nullable String loginHint,
    @Nullable String prompt) {

  static AuthorizeRequest read(Params params, Clients clients) {
    params
        .repeated()
        .ifPresent(
            name -> {
              throw refused("invalid_request", "Parameter was sent twice: " + name);
            });
    OAuthClient client =
        clients
            .find(required(params, "client_id"))
            .orElseThrow(() -> refused("invalid_client", "The OAuth client was not found."));
    String redirectUri = required(params, "redirect_uri");
    if (!client.redirectUris().contains(redirectUri)) {
      throw refused(
          "redirect_uri_mismatch",
          "The redirect URI in the request is not one of those registered for this client: "
              + redirectUri);
    }
    if (!required(params, "response_type").equals("code")) {
      throw refused("unsupported_response_type", "Only response_type=code is served.");
    }
    String scope = required(params, "scope");
    for (String one : scope.split(" ", -1)) {
      if (!one.equals("openid") && !one.equals("email") && !one.equals("profile")) {
        throw refused("invalid_scope", "Some requested scopes were invalid: " + one);
      }
    }
    Optional<String> challenge = params.get("code_challenge");
    if (challenge.isEmpty() && client.pkceRequired()) {
      throw refused("invalid_request", "Missing required parameter: code_challenge");
    }
    if (challenge.isPresent() && !params.get("code_challenge_method").equals(Optional.of("S256"))) {
      throw refused("invalid_request", "code_challenge_method must be S256.");
    }
    if (challenge.isPresent() && !Secrets.isChallenge(challenge.get())) {
      throw refused("invalid_request", "code_challenge is malformed.");
    }
    return new AuthorizeRequest(
        client.id(),
        redirectUri,
        scope,
        params.get("state").orElse(null),
        params.get("nonce").orElse(null),
        challenge.orElse(null),
        params.get("login_hint").orElse(null),
        params.get("prompt").orElse(null));
  }

  private static String required(Params params, String name) {
    return params
        .get(name)
        .orElseThrow(() -> refused("invalid_request", "Missing required parameter: " + name));
  }

  private static Refused refused(String error, String why) {
    return new Refused(
        Html.page(
            400,
            "Google",
            "Access blocked",
            """
            <h1>Access blocked</h1>
            <p>This app&#39;s request is invalid.</p>
            <p class="fine"><strong>Error 400: %s</strong><br>%s</p>
            """
                .formatted(Html.escape(error), Html.escape(why)),
            ""));
  }
}
