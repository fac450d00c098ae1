package oo.standins.todoist;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oo.standins.fault.ActiveFaults;
import oo.standins.fault.FaultKind;
import oo.standins.http.CrossSiteCheck;
import oo.standins.http.Parameters;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.AuthorizationCode;
import oo.standins.oauth.AuthorizationRequest;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.RegisteredClients;
import oo.standins.oauth.SecretStrings;
import tools.jackson.databind.node.ObjectNode;

/**
 * Todoist's consent, token and revocation, with its own names of errors. Each method runs in a
 * transaction.
 */
final class OAuthEndpoints {

  private static final Set<String> SCOPES =
      Set.of(
          "task:add",
          "data:read",
          "data:read_write",
          "data:delete",
          "project:delete",
          "backups:read");
  private static final AuthorizationRequest.ErrorPage ERRORS =
      AuthorizationRequest.errorPage("Todoist", "This cannot be authorized");

  private final TodoistState state;
  private final RegisteredClients clients;
  private final ActiveFaults faults;

  OAuthEndpoints(TodoistState state, RegisteredClients clients, ActiveFaults faults) {
    this.state = state;
    this.clients = clients;
    this.faults = faults;
  }

  StandInResponse authorize(StandInRequest request) {
    return ConsentPage.show(read(request.query()), state.accounts(), "");
  }

  StandInResponse decide(StandInRequest request) {
    CrossSiteCheck.form(request);
    AuthorizationRequest authorization = read(request.query());
    Parameters form = request.form();
    if (!form.get("decision").equals(Optional.of("agree"))) {
      return back(authorization, Map.of("error", "access_denied"));
    }
    Optional<AccountTasks> chosen = chosen(form);
    if (chosen.isEmpty()) {
      return ConsentPage.show(
          authorization, state.accounts(), "Pick an account, or type an e-mail address.");
    }
    AccountTasks account =
        faults.take(FaultKind.WRONG_ACCOUNT)
            ? state.create(
                "somebody.else@example.com", "Somebody Else", made -> GeneratedTasks.fill(made, 7))
            : chosen.get();
    AuthorizationCode code =
        authorization.code(SecretStrings.random(), account.account().id(), state.clock.instant());
    state.tokens().issue(code);
    return back(authorization, Map.of("code", code.code()));
  }

  /** Shows a wrong client or redirect URI to the person, and sends all else back. */
  private AuthorizationRequest read(Parameters query) {
    AuthorizationRequest request =
        AuthorizationRequest.read(query, clients, "invalid_application_status", ERRORS);
    String error =
        request.get("state").isEmpty() || !request.hasGoodChallenge()
            ? "invalid_request"
            : !request.parameters().get("response_type").orElse("code").equals("code")
                ? "unsupported_response_type"
                : !SCOPES.containsAll(List.of(request.get("scope").split(",", -1)))
                    ? "invalid_scope"
                    : null;
    if (error != null) {
      throw new ResponseException(back(request, Map.of("error", error)));
    }
    return request;
  }

  private static StandInResponse back(AuthorizationRequest request, Map<String, String> answer) {
    Map<String, String> all = new LinkedHashMap<>(answer);
    all.put("state", request.get("state"));
    return request.answer(all);
  }

  private Optional<AccountTasks> chosen(Parameters form) {
    String id = form.get("account").orElse("new");
    if (!id.equals("new")) {
      return state.account(id);
    }
    boolean person = form.get("filling").equals(Optional.of("person"));
    return form.get("email")
        .map(String::strip)
        .filter(email -> email.matches(TodoistState.EMAIL))
        .map(email -> state.create(email, "", person ? PersonsTasks::fill : _ -> {}));
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
                  .tokens()
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
            .flatMap(state.tokens()::redeem)
            .filter(c -> c.clientId().equals(client.id()))
            .orElseThrow(() -> refused(400, "bad_authorization_code"));
    // A URI that was sent to the authorization must be sent again.
    Optional<String> redirectUri = form.get("redirect_uri");
    boolean sameRedirect =
        code.redirectUri() == null
            ? client.redirectUris().containsAll(redirectUri.stream().toList())
            : redirectUri.equals(Optional.of(code.redirectUri()));
    if (!sameRedirect) {
      throw refused(400, "redirect_uri_mismatch");
    }
    if (!code.isVerifiedBy(form.get("code_verifier"))) {
      throw refused(400, "bad_authorization_code");
    }
    return state.tokens().grant(code, client);
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
    state.tokens().revoke(token, client);
    return StandInResponse.empty(200);
  }

  private static ResponseException refused(int status, String error) {
    return new ResponseException(status, error);
  }
}
