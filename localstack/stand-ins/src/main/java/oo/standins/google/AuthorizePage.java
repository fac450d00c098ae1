package oo.standins.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import oo.standins.http.Answer;
import oo.standins.http.Params;
import oo.standins.page.Html;

/** Where the person says who they are. */
final class AuthorizePage {

  private static final int SHOWN = 8;

  private AuthorizePage() {}

  static Answer show(
      AuthorizeRequest request, Params query, List<GoogleAccount> accounts, String complaint) {
    String action = "/o/oauth2/v2/auth?" + encode(query);
    URI target = URI.create(request.redirectUri());
    String known =
        accounts.reversed().stream()
            .limit(SHOWN)
            .map(
                account ->
                    """
                    <li><button class="choice" name="account" value="%s" formnovalidate>
                      <strong>%s</strong> <span>%s</span></button></li>
                    """
                        .formatted(
                            Html.escape(account.email()),
                            Html.escape(account.name()),
                            Html.escape(account.email())))
            .collect(joining());
    String main =
        """
        <h1>Sign in</h1>
        <p>to continue to <strong>%s</strong></p>
        %s
        <form method="post" action="%s">
        %s
        <label for="email">E-mail, any address</label>
        <input id="email" name="email" type="email" required autocomplete="off" spellcheck="false" maxlength="254" value="%s"%s%s>
        <label for="name">Name, if you like</label>
        <input id="name" name="name" autocomplete="off" maxlength="100">
        <p class="row"><button class="main" name="decision" value="continue">Continue</button>
        <button name="decision" value="deny" form="deny">Cancel</button></p>
        </form>
        <form method="post" action="%s" id="deny"></form>
        <p class="fine">No password: an address is enough, and each one is always the same account.
        <a href="/">Accounts and faults</a></p>
        """
            .formatted(
                Html.escape(target.getAuthority()),
                known.isEmpty() ? "" : choices(action, known),
                Html.escape(action),
                complaint.isEmpty()
                    ? ""
                    : "<p class=\"error\" role=\"alert\" id=\"complaint\">"
                        + Html.escape(complaint)
                        + "</p>",
                Html.escape(request.loginHint()),
                complaint.isEmpty() ? "" : " aria-invalid=\"true\" aria-describedby=\"complaint\"",
                known.isEmpty() ? " autofocus" : "",
                Html.escape(action));
    return Html.page(
        complaint.isEmpty() ? 200 : 400,
        "Google",
        "Sign in, stand-in for Google",
        main,
        target.getScheme() + "://" + target.getAuthority());
  }

  /** A form of its own: Enter in the address field must not pick the first account. */
  private static String choices(String action, String known) {
    return "<form method=\"post\" action=\""
        + Html.escape(action)
        + "\"><ul class=\"choices\">"
        + known
        + "</ul></form>";
  }

  private static String encode(Params query) {
    return query.values().entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(value -> Map.entry(e.getKey(), value)))
        .map(
            e ->
                URLEncoder.encode(e.getKey(), UTF_8) + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(joining("&"));
  }
}
