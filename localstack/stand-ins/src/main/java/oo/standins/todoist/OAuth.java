package oo.standins.todoist;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.standins.fault.FaultKind;
import oo.standins.fault.Faults;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Guard;
import oo.standins.http.Json;
import oo.standins.http.Params;
import oo.standins.http.Refused;
import oo.standins.oauth.Clients;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.Secrets;
import tools.jackson.databind.node.ObjectNode;

/** Todoist's consent, token and revocation endpoints, with its own error names. */
final class OAuth {

  private static final String EMAIL = "[^@\\s]{1,64}@[^@\\s]{1,190}";

  private final Books books;
  private final Clients clients;
  private final Guard guard;
  private final Faults faults;

  OAuth(Books books, Clients clients, Guard guard, Faults faults) {
    this.books = books;
    this.clients = clients;
    this.guard = guard;
    this.faults = faults;
  }

  Answer authorize(Call call) {
    return ConsentPage.show(
        AuthorizeRequest.read(call.query(), clients), call.query(), choices(), "");
  }

  Answer decide(Call call) {
    guard.checkForm(call);
    AuthorizeRequest request = AuthorizeRequest.read(call.query(), clients);
    Params form = call.form();
    if (!form.get("decision").equals(Optional.of("agree"))) {
      return request.back(Map.of("error", "access_denied"));
    }
    Optional<Account> chosen = chosen(form);
    if (chosen.isEmpty()) {
      return ConsentPage.show(
          request, call.query(), choices(), "Pick an account, or type an e-mail address.");
    }
    Account account =
        faults.take(FaultKind.WRONG_ACCOUNT)
            ? books.create("somebody.else@example.com", "Somebody Else", 7)
            : chosen.get();
    String code =
        books.withTokens(
            tokens ->
                tokens.issueCode(
                    account.id(),
                    request.clientId(),
                    request.sentRedirectUri(),
                    request.scope(),
                    request.challenge()));
    return request.back(Map.of("code", code));
  }

  private Optional<Account> chosen(Params form) {
    String id = form.get("account").orElse("new");
    if (!id.equals("new")) {
      return books.with(id, Book::account);
    }
    return form.get("email")
        .map(String::strip)
        .filter(email -> email.matches(EMAIL))
        .map(
            email ->
                books.create(
                    email,
                    "",
                    form.get("filling").equals(Optional.of("person"))
                        ? Books.Filling.PERSON
                        : Books.Filling.EMPTY));
  }

  private List<ConsentPage.Choice> choices() {
    return books.accounts().stream()
        .flatMap(
            account ->
                books
                    .with(account.id(), book -> new ConsentPage.Choice(account, book.openTasks()))
                    .stream())
        .toList();
  }

  Answer token(Call call) {
    if (!call.isForm()) {
      throw refused(400, "invalid_request");
    }
    Params form = call.form();
    if (form.repeated().isPresent()) {
      throw refused(400, "invalid_request");
    }
    OAuthClient client =
        form.get("client_id")
            .flatMap(clients::find)
            .filter(c -> Secrets.same(c.secret(), form.get("client_secret").orElse("")))
            .orElseThrow(() -> refused(400, "incorrect_application_credentials"));
    // Older clients leave the grant out.
    String grant = form.get("grant_type").orElse("authorization_code");
    return switch (grant) {
      case "authorization_code" -> redeem(form, client);
      case "refresh_token" -> refresh(form, client);
      default -> throw refused(400, "unsupported_grant_type");
    };
  }

  private Answer redeem(Params form, OAuthClient client) {
    String value = form.get("code").orElseThrow(() -> refused(400, "bad_authorization_code"));
    Tokens.Code code =
        books
            .withTokens(tokens -> tokens.redeem(value))
            .filter(c -> c.clientId().equals(client.id()))
            .orElseThrow(() -> refused(400, "bad_authorization_code"));
    // What was sent to the authorization must be sent again; what was not may be left out.
    Optional<String> redirectUri = form.get("redirect_uri");
    boolean sameRedirect =
        code.redirectUri() == null
            ? redirectUri.isEmpty() || client.redirectUris().contains(redirectUri.get())
            : redirectUri.equals(Optional.of(code.redirectUri()));
    if (!sameRedirect) {
      throw refused(400, "redirect_uri_mismatch");
    }
    Optional<String> verifier = form.get("code_verifier");
    String challenge = code.challenge();
    boolean verified =
        challenge == null
            ? verifier.isEmpty()
            : verifier
                .filter(Secrets::isVerifier)
                .filter(v -> Secrets.same(challenge, Secrets.challenge(v)))
                .isPresent();
    if (!verified) {
      throw refused(400, "bad_authorization_code");
    }
    return issued(books.withTokens(tokens -> tokens.grant(code, client)));
  }

  private Answer refresh(Params form, OAuthClient client) {
    String value = form.get("refresh_token").orElseThrow(() -> refused(400, "invalid_request"));
    return issued(
        books
            .withTokens(tokens -> tokens.refresh(value, client))
            .orElseThrow(() -> refused(400, "invalid_grant")));
  }

  private static Answer issued(Tokens.Issued issued) {
    ObjectNode answer = Json.object();
    answer.put("access_token", issued.accessToken());
    answer.put("token_type", "Bearer");
    answer.put("expires_in", issued.expiresIn());
    if (issued.refreshToken() != null) {
      answer.put("refresh_token", issued.refreshToken());
    }
    return Answer.json(200, answer);
  }

  /** RFC 7009: 200 also for a token that is unknown, or already revoked. */
  Answer revoke(Call call) {
    OAuthClient client =
        call.basic()
            .flatMap(Secrets::basic)
            .flatMap(pair -> clients.find(pair[0]).filter(c -> Secrets.same(c.secret(), pair[1])))
            .orElseThrow(() -> refused(401, "incorrect_application_credentials"));
    if (!call.isForm()) {
      throw refused(400, "invalid_request");
    }
    Params form = call.form();
    String token = form.get("token").orElseThrow(() -> refused(400, "invalid_request"));
    Optional<String> hint = form.get("token_type_hint");
    if (hint.isPresent()
        && !hint.get().equals("access_token")
        && !hint.get().equals("refresh_token")) {
      throw refused(400, "unsupported_token_type");
    }
    books.withTokens(
        tokens -> {
          tokens.revoke(token, client);
          return 0;
        });
    return Answer.empty(200);
  }

  private static Refused refused(int status, String error) {
    return new Refused(Answer.json(status, Map.of("error", error)));
  }
}
