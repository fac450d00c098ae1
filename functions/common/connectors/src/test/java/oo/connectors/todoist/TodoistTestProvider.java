package oo.connectors.todoist;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import oo.connectors.TestProvider;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.ConsentPages;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.standins.oauth.OAuthClient;

/** The stand-in Todoist. */
final class TodoistTestProvider implements TestProvider {
  private final StandIns standIns = StandIns.start(StandInsConfig.inMemory());
  private final TodoistControl todoist = StandInsControl.of(standIns).todoist();
  private final Map<String, String> users = new HashMap<>();

  TodoistControl todoist() {
    return todoist;
  }

  String user(String account) {
    return users.computeIfAbsent(
        account,
        email ->
            todoist.accounts().stream()
                .filter(user -> user.email().equals(email))
                .findFirst()
                .orElseGet(() -> todoist.emptyAccount(email))
                .id());
  }

  @Override
  public Map<String, String> settings(URI redirectUri) {
    todoist.register(OAuthClient.of("oo", "secret", redirectUri.toString()));
    return Map.of(
        "SITE_ORIGIN", "http://localhost:8080",
        "TODOIST_CLIENT_ID", "oo",
        "TODOIST_CLIENT_SECRET", "secret",
        "TODOIST_BASE", standIns.todoistBase());
  }

  @Override
  public String backChannel() {
    return "TODOIST_BACK_CHANNEL";
  }

  @Override
  public URI origin() {
    return URI.create(standIns.todoistBase());
  }

  @Override
  public Pattern request(Endpoint endpoint) {
    return Pattern.compile(
        switch (endpoint) {
          case TOKEN -> "POST /oauth/access_token";
          case REVOKE -> "POST /api/v1/revoke";
          case ACCOUNT -> "GET /api/v1/user";
          case READ, COMMAND -> "POST /api/v1/sync";
          case TASK -> "GET /api/v1/tasks/.+";
        });
  }

  @Override
  public String error(int status) {
    return """
    {"error": "Something", "error_code": 20, "error_tag": "SOMETHING", "http_code": %d,
     "error_extra": {}}
    """
        .formatted(status);
  }

  @Override
  public URI agree(URI authorizeUrl, String account) {
    return ConsentPages.agree(authorizeUrl, account);
  }

  @Override
  public URI deny(URI authorizeUrl) {
    return ConsentPages.deny(authorizeUrl);
  }

  @Override
  public String add(String account, String title) {
    return todoist.add(user(account), title).id();
  }

  @Override
  public String addDaily(String account, String title) {
    return todoist.add(user(account), title, "every day").id();
  }

  @Override
  public void rename(String task, String title) {
    todoist.rename(task, title);
  }

  @Override
  public void closeTask(String task) {
    todoist.close(task);
  }

  @Override
  public void reopenTask(String task) {
    todoist.reopen(task);
  }

  @Override
  public void deleteTask(String task) {
    todoist.delete(task);
  }

  @Override
  public boolean open(String task) {
    var view = todoist.task(task);
    return !view.checked() && !view.deleted();
  }

  @Override
  public String dueDate(String task) {
    return String.valueOf(todoist.task(task).dueDate());
  }

  @Override
  public int grants(String account) {
    return todoist.accounts().stream()
        .filter(user -> user.email().equals(account))
        .mapToInt(TodoistControl.User::grants)
        .sum();
  }

  @Override
  public void forgetCursors(String account) {
    todoist.forgetSyncTokens(user(account));
  }

  @Override
  public void advance(Duration by) {
    todoist.advance(by);
  }

  @Override
  public void revokeAll(String account) {
    todoist.revokeTokens(user(account));
  }

  @Override
  public void misbehave(Fault fault) {
    todoist.fault(
        oo.standins.fault.InjectedFault.of(
                switch (fault) {
                  case LATER -> FaultKind.TOO_MANY_REQUESTS;
                  case BROKEN -> FaultKind.SERVER_ERROR;
                  case DROPPED_BEFORE -> FaultKind.CONNECTION_RESET;
                  case DROPPED_AFTER -> FaultKind.ANSWER_LOST;
                  case SILENT -> FaultKind.HANG;
                  case CUT -> FaultKind.MALFORMED_JSON;
                })
            .onPath("/api/v1/"));
  }

  @Override
  public void behave() {
    todoist.clearFaults();
    todoist.resetClock();
  }

  @Override
  public List<String> lastHeaders() {
    return todoist.journal().getLast().headers();
  }

  @Override
  public void close() {
    standIns.close();
  }
}
