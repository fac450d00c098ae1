package oo.standins.todoist;

import java.util.List;
import oo.standins.http.Html;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.AuthorizationRequest;

/** Asks the person for an account and for consent. */
final class ConsentPage {

  private static final int SHOWN = 12;

  private ConsentPage() {}

  /**
   * @param complaint about what was chosen; empty for none
   */
  static StandInResponse show(
      AuthorizationRequest request, List<AccountTasks> accounts, String complaint) {
    StringBuilder choices = new StringBuilder();
    String checked = complaint.isEmpty() ? " checked" : "";
    for (AccountTasks account : accounts.subList(0, Math.min(SHOWN, accounts.size()))) {
      choices.append(
          """
          <li><label class="choice"><input type="radio" name="account" value="%s"%s>
            <strong>%s</strong> <span>%s, %d open tasks</span></label></li>
          """
              .formatted(
                  Html.escape(account.account().id()),
                  choices.isEmpty() ? checked : "",
                  Html.escape(account.account().name()),
                  Html.escape(account.account().email()),
                  account.tasks().filter(TodoistTask::isOpen).count()));
    }
    String main =
        """
        <p><strong>%s</strong> would like to use your Todoist (%s).</p>
        <form method="post">
        <p class="error" role="alert">%s</p>
        <fieldset><legend>With which account?</legend>
        <ul class="choices">%s
        <li><label class="choice"><input type="radio" name="account" value="new"%s>
          <strong>Another one</strong> <span>known or new, by its address</span></label></li>
        </ul>
        <div class="if-new"><label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="off" maxlength="254">
        <label for="filling">A new one has</label>
        <select id="filling" name="filling">
        <option value="person">several hundred tasks, like a real person&#39;s</option>
        <option value="empty">no tasks</option>
        </select></div>
        </fieldset>
        <p class="row"><button class="main" name="decision" value="agree">Agree</button>
        <button name="decision" value="deny" formnovalidate>Deny</button></p>
        </form>
        <p class="fine"><a href="/">Tasks and faults</a></p>
        """
            .formatted(
                Html.escape(request.origin()),
                Html.escape(request.get("scope")),
                Html.escape(complaint),
                choices,
                choices.isEmpty() || !complaint.isEmpty() ? " checked" : "");
    return Html.page(
        complaint.isEmpty() ? 200 : 400, "Todoist", "Connect to Todoist", main, request.origin());
  }
}
