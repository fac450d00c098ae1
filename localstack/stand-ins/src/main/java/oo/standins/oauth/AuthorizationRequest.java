package oo.standins.oauth;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import oo.standins.http.Html;
import oo.standins.http.Parameters;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInResponse;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request whose client and redirect URI are registered, and where its answer goes.
 *
 * @param parameters all that were sent
 * @param sentRedirectUri null when it was left out, because the client has only one
 * @param target the redirect URI that is meant
 */
public record AuthorizationRequest(
    OAuthClient client, Parameters parameters, @Nullable String sentRedirectUri, String target) {

  /** How a provider refuses a request that it must not redirect. */
  public interface ErrorPage {
    ResponseException refused(String error, String why);
  }

  /** The error page of a provider: never a redirect, as the client may be an impostor. */
  public static ErrorPage errorPage(String provider, String title) {
    return (error, why) ->
        new ResponseException(
            Html.page(
                400,
                provider,
                title,
                "<p>%s</p><p class=\"fine\">Error 400: %s</p>"
                    .formatted(Html.escape(why), Html.escape(error)),
                ""));
  }

  /**
   * Reads the client and the redirect URI.
   *
   * @param unknownClient the provider's name of that error
   */
  public static AuthorizationRequest read(
      Parameters parameters, RegisteredClients clients, String unknownClient, ErrorPage page) {
    parameters
        .repeated()
        .ifPresent(
            name -> {
              throw page.refused("invalid_request", "Parameter was sent twice: " + name);
            });
    OAuthClient client =
        parameters
            .get("client_id")
            .flatMap(clients::find)
            .orElseThrow(() -> page.refused(unknownClient, "The client_id is not registered."));
    Optional<String> sent = parameters.get("redirect_uri");
    if (sent.isEmpty() && client.redirectUris().size() != 1) {
      throw page.refused("invalid_request", "The redirect_uri is missing.");
    }
    String target = sent.orElseGet(() -> client.redirectUris().getFirst());
    if (!client.redirectUris().contains(target)) {
      throw page.refused("redirect_uri_mismatch", "This redirect_uri is not registered: " + target);
    }
    return new AuthorizationRequest(client, parameters, sent.orElse(null), target);
  }

  public String get(String name) {
    return parameters.get(name).orElse("");
  }

  /** Whether the PKCE parameters are what the client must send: S256, well-formed. */
  public boolean hasGoodChallenge() {
    Optional<String> challenge = parameters.get("code_challenge");
    return challenge.isEmpty()
        ? !parameters.has("code_challenge_method") && !client.pkceRequired()
        : get("code_challenge_method").equals("S256") && SecretStrings.isChallenge(challenge.get());
  }

  /** A code for this request, of ten minutes. */
  public AuthorizationCode code(String code, String userId, Instant now) {
    return new AuthorizationCode(
        code,
        userId,
        client.id(),
        sentRedirectUri,
        get("scope"),
        parameters.get("nonce").orElse(null),
        parameters.get("code_challenge").orElse(null),
        now.plus(AuthorizationCode.LIFE));
  }

  /** Sends the browser back to the client. */
  public StandInResponse answer(Map<String, String> answer) {
    String separator = URI.create(target).getQuery() == null ? "?" : "&";
    return StandInResponse.redirect(target + separator + Parameters.encode(answer));
  }

  /** The origin of the client. */
  public String origin() {
    URI uri = URI.create(target);
    return uri.getScheme() + "://" + uri.getAuthority();
  }
}
