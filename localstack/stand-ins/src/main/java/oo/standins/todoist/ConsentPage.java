package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import oo.standins.http.Answer;
import oo.standins.http.Params;
import oo.standins.page.Html;

/** Where the person picks an account and agrees, or does not. */
final class ConsentPage {

  private static final int SHOWN = 12;

  /** An account and how many of its tasks are open. */
  record Choice(Account account, int openTasks) {}

  private ConsentPage() {}

  static Answer show(
      AuthorizeRequest request, Params query, List<Choice> choices, String complaint) {
    String action = "/oauth/authorize?" + encode(query);
    URI target = URI.create(request.target());
    StringBuilder accounts = new StringBuilder();
    List<Choice> shown = choices.subList(0, Math.min(SHOWN, choices.size()));
    for (Choice choice : shown) {
      accounts.append(
          """
          <li><label class="choice"><input type="radio" name="account" value="%s"%s>
            <strong>%s</strong> <span>%s, %d open tasks</span></label></li>
          """
              .formatted(
                  Html.escape(choice.account().id()),
                  choice.equals(shown.getFirst()) && complaint.isEmpty() ? " checked" : "",
                  Html.escape(choice.account().name()),
                  Html.escape(choice.account().email()),
                  choice.openTasks()));
    }
    String main =
        """
        <h1>Connect to Todoist</h1>
        <p><strong>%s</strong> would like to %s</p>
        <form method="post" action="%s">
        %s
        <fieldset><legend>With which account?</legend>
        <ul class="choices">%s
        <li><label class="choice"><input type="radio" name="account" value="new"%s>
          <strong>Another one</strong> <span>known or new, by its address</span></label></li>
        </ul>
        <div class="if-new"><label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="off" spellcheck="false" maxlength="254">
        <label for="filling">If it is new, it has</label>
        <select id="filling" name="filling">
        <option value="person">several hundred tasks, like a real person&#39;s</option>
        <option value="empty">no tasks</option>
        </select></div>
        </fieldset>
        <p class="row"><button class="main" name="decision" value="agree">Agree</button>
        <button name="decision" value="deny" formnovalidate>Deny</button></p>
        </form>
        <p class="fine"><a href="/">Tasks, accounts and faults</a></p>
        """
            .formatted(
                Html.escape(target.getAuthority()),
                request.scope().contains("data:read_write")
                    ? "see your tasks and complete them."
                    : "use your Todoist (" + Html.escape(request.scope()) + ").",
                Html.escape(action),
                complaint.isEmpty()
                    ? ""
                    : "<p class=\"error\" role=\"alert\">" + Html.escape(complaint) + "</p>",
                accounts,
                shown.isEmpty() || !complaint.isEmpty() ? " checked" : "");
    return Html.page(
        complaint.isEmpty() ? 200 : 400,
        "Todoist",
        "Connect, stand-in for Todoist",
        main,
        target.getScheme() + "://" + target.getAuthority());
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
