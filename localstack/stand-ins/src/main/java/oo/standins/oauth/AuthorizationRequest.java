package oo.standins.oauth;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import oo.standins.http.Html;
import oo.standins.http.Parameters;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInResponse;

/**
 * An authorization request whose client and redirect URI are registered.
 *
 * @param parameters all that were sent
 */
public record AuthorizationRequest(OAuthClient client, String redirectUri, Parameters parameters) {
  /** A page with the error. Not a redirect: the client may be an impostor. */
  public static ResponseException refused(String provider, String error, String why) {
    String main =
        "<p>%s</p><p class=\"fine\">Error 400: %s</p>"
            .formatted(Html.escape(why), Html.escape(error));
    return new ResponseException(Html.page(400, provider, "Access blocked", main, ""));
  }

  /** Reads the client and the redirect URI; throws {@link #refused} when one is wrong. */
  public static AuthorizationRequest read(
      String provider, Parameters parameters, RegisteredClients clients) {
    parameters
        .repeated()
        .ifPresent(name -> {
          throw refused(provider, "invalid_request", "Parameter was sent twice: " + name);
        });
    OAuthClient client =
        parameters
            .get("client_id")
            .flatMap(clients::find)
            .orElseThrow(
                () -> refused(provider, "invalid_client", "The client_id is not registered."));
    String redirectUri = parameters.get("redirect_uri").orElse("");
    if (!client.redirectUris().contains(redirectUri)) {
      throw refused(
          provider, "redirect_uri_mismatch", "This redirect_uri is not registered: " + redirectUri);
    }
    return new AuthorizationRequest(client, redirectUri, parameters);
  }

  public String get(String name) {
    return parameters.get(name).orElse("");
  }

  /** Whether it has a well-formed S256 challenge. */
  public boolean hasGoodChallenge() {
    return get("code_challenge_method").equals("S256")
        && SecretStrings.isChallenge(get("code_challenge"));
  }

  /** A code for this request, of ten minutes. */
  public AuthorizationCode code(String code, String userId, Instant now) {
    return new AuthorizationCode(
        code,
        userId,
        client.id(),
        redirectUri,
        get("scope"),
        parameters.get("nonce").orElse(null),
        get("code_challenge"),
        now.plus(AuthorizationCode.LIFE));
  }

  /** Sends the browser back to the client, with its state. */
  public StandInResponse answer(Map<String, String> answer) {
    Map<String, String> all = new LinkedHashMap<>(answer);
    parameters.get("state").ifPresent(state -> all.put("state", state));
    String separator = URI.create(redirectUri).getQuery() == null ? "?" : "&";
    return StandInResponse.redirect(redirectUri + separator + Parameters.encode(all));
  }

  /** The origin of the client. */
  public String origin() {
    URI uri = URI.create(redirectUri);
    return uri.getScheme() + "://" + uri.getAuthority();
  }
}
