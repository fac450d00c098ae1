package oo.standins.oauth;

import java.util.List;
import java.util.Optional;
import oo.standins.http.Html;
import oo.standins.http.Parameters;
import oo.standins.http.StandInResponse;

/**
 * Asks the person for an account and for consent.
 *
 * @param agree the label of that button
 * @param deny the label of that button
 * @param fieldsOfNew the HTML of more fields of a new account
 */
public record ConsentPage(
    String provider, String title, String agree, String deny, String fieldsOfNew) {
  /** The complaint about a form without an account. */
  public static final String NO_ACCOUNT = "Pick an account, or type an e-mail address.";

  private static final int SHOWN = 12;

  /**
   * An account to pick.
   *
   * @param id the value in the form
   */
  public record Account(String id, String name, String detail) {}

  /** Whether the person agreed. */
  public static boolean agrees(Parameters form) {
    return form.get("decision").equals(Optional.of("agree"));
  }

  /** The picked account; empty when it is another one. */
  public static Optional<String> picked(Parameters form) {
    return form.get("account").filter(id -> !id.equals("new"));
  }

  /** The address that was typed or picked. */
  public static Optional<String> email(Parameters form) {
    return picked(form).or(() -> form.get("email")).map(String::strip).filter(ConsentPage::isEmail);
  }

  public static boolean isEmail(String text) {
    return text.matches("[^@\\s]{1,64}@[^@\\s]{1,190}");
  }

  /**
   * @param complaint about what was chosen; empty for none
   */
  public StandInResponse show(
      AuthorizationRequest request, List<Account> accounts, String complaint) {
    StringBuilder choices = new StringBuilder();
    for (Account account : accounts.subList(0, Math.min(SHOWN, accounts.size()))) {
      choices.append(
          """
          <li><label class="choice"><input type="radio" name="account" value="%s">
            <strong>%s</strong> <span>%s</span></label></li>
          """
              .formatted(
                  Html.escape(account.id()),
                  Html.escape(account.name()),
                  Html.escape(account.detail())));
    }
    String main =
        """
        <p><strong>%s</strong> would like to use your account (%s).</p>
        <form method="post">
        <p class="error" role="alert">%s</p>
        <fieldset><legend>With which account?</legend>
        <ul class="choices">%s
        <li><label class="choice"><input type="radio" name="account" value="new" checked>
          <strong>Another one</strong> <span>known or new, by its address; no password</span></label></li>
        </ul>
        <div class="if-new"><label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="off" maxlength="254" value="%s">
        %s</div>
        </fieldset>
        <p class="row"><button class="main" name="decision" value="agree">%s</button>
        <button name="decision" value="deny" formnovalidate>%s</button></p>
        </form>
        <p class="fine"><a href="/">This stand-in's page</a></p>
        """
            .formatted(
                Html.escape(request.origin()),
                Html.escape(request.get("scope")),
                Html.escape(complaint),
                choices,
                Html.escape(request.get("login_hint")),
                fieldsOfNew,
                agree,
                deny);
    return Html.page(complaint.isEmpty() ? 200 : 400, provider, title, main, request.origin());
  }
}
