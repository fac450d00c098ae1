package oo.standins.google;

import static java.util.stream.Collectors.joining;

import java.util.List;
import oo.standins.http.Html;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.AuthorizationRequest;

/** Asks the person for an e-mail address, or to pick a known user. */
final class SignInPage {

  private static final int SHOWN = 8;

  private SignInPage() {}

  /**
   * @param complaint about what was typed; empty for none
   */
  static StandInResponse show(
      AuthorizationRequest request, List<GoogleUser> users, String complaint) {
    // A form of their own: Enter in the address field must not pick the first user.
    String known =
        users.reversed().stream()
            .limit(SHOWN)
            .map(
                user ->
                    """
                    <li><button class="choice" name="email" value="%s"><strong>%s</strong>
                      <span>%1$s</span></button></li>
                    """
                        .formatted(Html.escape(user.email()), Html.escape(user.name())))
            .collect(joining("", "<form method=\"post\"><ul class=\"choices\">", "</ul></form>"));
    String main =
        """
        <p>to continue to <strong>%s</strong></p>
        %s
        <form method="post">
        <p class="error" role="alert" id="complaint">%s</p>
        <label for="email">E-mail, any address</label>
        <input id="email" name="email" type="email" required autocomplete="off" maxlength="254"
          spellcheck="false" value="%s" aria-describedby="complaint">
        <label for="name">Name, optional</label>
        <input id="name" name="name" autocomplete="off" maxlength="100">
        <p class="row"><button class="main" name="decision" value="continue">Continue</button>
        <button name="decision" value="deny" formnovalidate>Cancel</button></p>
        </form>
        <p class="fine">There is no password. An address is always the same account.
        <a href="/">Faults</a></p>
        """
            .formatted(
                Html.escape(request.origin()),
                users.isEmpty() ? "" : known,
                Html.escape(complaint),
                Html.escape(request.get("login_hint")));
    return Html.page(complaint.isEmpty() ? 200 : 400, "Google", "Sign in", main, request.origin());
  }
}
