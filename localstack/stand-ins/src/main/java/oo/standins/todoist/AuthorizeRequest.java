package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oo.standins.http.Answer;
import oo.standins.http.Params;
import oo.standins.http.Refused;
import oo.standins.oauth.Clients;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.Secrets;
import oo.standins.page.Html;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that was found good. A wrong client or redirect URI is told to the
 * person; everything else goes back to the application.
 *
 * @param sentRedirectUri as sent, null when it was left out because only one is registered
 * @param target where the answer goes
 */
record AuthorizeRequest(
    String clientId,
    @Nullable String sentRedirectUri,
    String target,
    String scope,
    String state,
    @Nullable String challenge) {

  private static final Set<String> SCOPES =
      Set.of(
          "task:add",
          "data:read",
          "data:read_write",
          "data:delete",
          "project:delete",
          "backups:read");

  static AuthorizeRequest read(Params params, Clients clients) {
    params
        .repeated()
        .ifPresent(
            name -> {
              throw refused("invalid_request", name + " was sent twice.");
            });
    OAuthClient client =
        params
            .get("client_id")
            .flatMap(clients::find)
            .orElseThrow(
                () -> refused("invalid_application_status", "No application has this client_id."));
    Optional<String> redirectUri = params.get("redirect_uri");
    if (redirectUri.isEmpty() && client.redirectUris().size() != 1) {
      throw refused("redirect_uri_not_configured", "Say which redirect_uri is meant.");
    }
    String target = redirectUri.orElseGet(() -> client.redirectUris().getFirst());
    if (!client.redirectUris().contains(target)) {
      throw refused(
          "redirect_uri_mismatch",
          "This redirect_uri is not registered for the application: " + target);
    }
    Optional<String> state = params.get("state");
    if (state.isEmpty()) {
      throw back(target, "", "invalid_request");
    }
    if (params.get("response_type").filter(type -> !type.equals("code")).isPresent()) {
      throw back(target, state.get(), "unsupported_response_type");
    }
    String scope = params.get("scope").orElse("");
    for (String one : scope.split(",", -1)) {
      if (!SCOPES.contains(one)) {
        throw back(target, state.get(), "invalid_scope");
      }
    }
    Optional<String> challenge = params.get("code_challenge");
    boolean wellFormed =
        challenge.isEmpty()
            ? !params.has("code_challenge_method") && !client.pkceRequired()
            : params.get("code_challenge_method").equals(Optional.of("S256"))
                && Secrets.isChallenge(challenge.get());
    if (!wellFormed) {
      throw back(target, state.get(), "invalid_request");
    }
    return new AuthorizeRequest(
        client.id(), redirectUri.orElse(null), target, scope, state.get(), challenge.orElse(null));
  }

  Answer back(Map<String, String> answer) {
    return Answer.redirect(location(target, state, answer));
  }

  private static Refused back(String target, String state, String error) {
    return new Refused(Answer.redirect(location(target, state, Map.of("error", error))));
  }

  private static String location(String target, String state, Map<String, String> answer) {
    StringBuilder location = new StringBuilder(target);
    location.append(URI.create(target).getQuery() == null ? "?" : "&");
    location.append("state=").append(URLEncoder.encode(state, UTF_8));
    answer.forEach(
        (name, value) ->
            location.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8)));
    return location.toString();
  }

  private static Refused refused(String error, String why) {
    return new Refused(
        Html.page(
            400,
            "Todoist",
            "This cannot be authorized",
            """
            <h1>This cannot be authorized</h1>
            <p>%s</p>
            <p class="fine">Error 400: %s</p>
            """
                .formatted(Html.escape(why), Html.escape(error)),
            ""));
  }
}
