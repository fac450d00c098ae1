package oo.standins.todoist;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.Parameters;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.AuthorizationCode;
import oo.standins.oauth.AuthorizationRequest;
import oo.standins.oauth.ConsentPage;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.RegisteredClients;
import oo.standins.oauth.SecretStrings;
import tools.jackson.databind.node.ObjectNode;

/**
 * Todoist's consent, token and revocation, with its own names of errors. Use it in a transaction.
 */
record OAuthEndpoints(TodoistState state, RegisteredClients clients) {
  private static final Set<String> SCOPES =
      Set.of(
          "task:add",
          "data:read",
          "data:read_write",
          "data:delete",
          "project:delete",
          "backups:read");
  private static final ConsentPage PAGE =
      new ConsentPage(
          "Todoist",
          "Connect to Todoist",
          "Agree",
          "Deny",
          """
          <label for="filling">A new one has</label>
          <select id="filling" name="filling">
          <option value="person">several hundred tasks, like a real person&#39;s</option>
          <option value="empty">no tasks</option>
          </select>
          """);

  StandInResponse authorize(StandInRequest request) {
    return PAGE.show(read(request.query()), accounts(), "");
  }

  private List<ConsentPage.Account> accounts() {
    return state.accounts().stream()
        .map(account ->
            new ConsentPage.Account(
                account.account().id(),
                account.account().name(),
                "%s, %d open tasks".formatted(account.account().email(), account.openTasks())))
        .toList();
  }

  StandInResponse decide(StandInRequest request) {
    CrossSiteCheck.form(request);
    AuthorizationRequest authorization = read(request.query());
    Parameters form = request.form();
    if (!ConsentPage.agrees(form)) {
      return authorization.answer(Map.of("error", "access_denied"));
    }
    boolean person = form.get("filling").equals(Optional.of("person"));
    Optional<AccountTasks> account =
        ConsentPage.picked(form)
            .map(state::account)
            .orElseGet(() ->
                ConsentPage.email(form)
                    .map(email -> state.create(email, person ? PersonsTasks::fill : _ -> {})));
    if (account.isEmpty()) {
      return PAGE.show(authorization, accounts(), ConsentPage.NO_ACCOUNT);
    }
    AuthorizationCode code =
        authorization.code(
            SecretStrings.random(), account.get().account().id(), state.clock.instant());
    state.tokens.issue(code);
    return authorization.answer(Map.of("code", code.code()));
  }

  /** Shows a wrong client or redirect URI to the person, and sends all else back. */
  private AuthorizationRequest read(Parameters query) {
    AuthorizationRequest request = AuthorizationRequest.read("Todoist", query, clients);
    String error =
        request.get("state").isEmpty() || !request.hasGoodChallenge()
            ? "invalid_request"
            : !request.parameters().get("response_type").orElse("code").equals("code")
                ? "unsupported_response_type"
                : !SCOPES.containsAll(List.of(request.get("scope").split(",", -1)))
                    ? "invalid_scope"
                    : null;
    if (error != null) {
      throw new ResponseException(request.answer(Map.of("error", error)));
    }
    return request;
  }

  StandInResponse token(StandInRequest request) {
    Parameters form = request.form();
    if (!request.isForm() || form.repeated().isPresent()) {
      throw refused(400, "invalid_request");
    }
    OAuthClient client =
        clients
            .find(form.get("client_id").orElse(""), form.get("client_secret").orElse(""))
            .orElseThrow(() -> refused(400, "incorrect_application_credentials"));
    // Older clients leave the grant out.
    TodoistTokens.Issued issued =
        switch (form.get("grant_type").orElse("authorization_code")) {
          case "authorization_code" -> redeem(form, client);
          case "refresh_token" ->
              state
                  .tokens
                  .refresh(
                      form.get("refresh_token").orElseThrow(() -> refused(400, "invalid_request")),
                      client)
                  .orElseThrow(() -> refused(400, "invalid_grant"));
          default -> throw refused(400, "unsupported_grant_type");
        };
    ObjectNode answer = StandInJson.tree(issued);
    answer.put("token_type", "Bearer");
    if (issued.refreshToken() == null) {
      answer.remove("refresh_token");
    }
    return StandInResponse.json(200, answer);
  }

  private TodoistTokens.Issued redeem(Parameters form, OAuthClient client) {
    AuthorizationCode code =
        form.get("code")
            .flatMap(value -> state.tokens.redeem(value, client))
            .orElseThrow(() -> refused(400, "bad_authorization_code"));
    if (!form.get("redirect_uri").equals(Optional.of(code.redirectUri()))) {
      throw refused(400, "redirect_uri_mismatch");
    }
    if (!code.isVerifiedBy(form.get("code_verifier"))) {
      throw refused(400, "bad_authorization_code");
    }
    return state.tokens.grant(code, client);
  }

  /** RFC 7009: 200 for an unknown or revoked token, too. */
  StandInResponse revoke(StandInRequest request) {
    OAuthClient client =
        request
            .authorization("Basic")
            .flatMap(SecretStrings::basic)
            .flatMap(pair -> clients.find(pair[0], pair[1]))
            .orElseThrow(() -> refused(401, "incorrect_application_credentials"));
    Parameters form = request.form();
    String token = form.get("token").orElseThrow(() -> refused(400, "invalid_request"));
    String hint = form.get("token_type_hint").orElse("access_token");
    if (!hint.equals("access_token") && !hint.equals("refresh_token")) {
      throw refused(400, "unsupported_token_type");
    }
    state.tokens.revoke(token, client);
    return StandInResponse.empty(200);
  }

  private static ResponseException refused(int status, String error) {
    return new ResponseException(status, error);
  }
}
