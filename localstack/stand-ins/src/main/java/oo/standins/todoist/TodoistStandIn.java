package oo.standins.todoist;

import oo.standins.fault.ControlSurface;
import oo.standins.fault.FaultInjector;
import oo.standins.fault.FaultKind;
import oo.standins.http.Html;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;

/** Todoist's app, API v1 and OAuth on one base, as far as reading and completing tasks goes. */
public final class TodoistStandIn extends FaultInjector.Provider {
  private final TodoistState state;

  public TodoistStandIn(ControlSurface control) {
    super(control);
    state = new TodoistState(control.store(), control.clock());
    SyncLimits limits = new SyncLimits(control.clock());
    OAuthEndpoints oauth = new OAuthEndpoints(state, control.clients());
    SyncEndpoint sync = new SyncEndpoint(state, limits);
    routes
        .on("GET", "/oauth/authorize", oauth::authorize)
        .on("POST", "/oauth/authorize", oauth::decide)
        .on("POST", "/oauth/access_token", oauth::token)
        .on("POST", "/api/v1/revoke", oauth::revoke)
        .on("POST", "/api/v1/sync", request -> sync.serve(request, authenticate(request)))
        .on("GET", "/api/v1/user", this::user)
        .on("GET", "/api/v1/tasks/{id}", this::task)
        .on("GET", "/app/task/{id}", this::appPage);
    new TodoistControlRoutes(state, limits).addTo(control.routes());
  }

  @Override
  protected StandInResponse error(int status, String message) {
    String tag =
        switch (status) {
          case 404 -> "NOT_FOUND";
          case 429 -> "LIMITS_REACHED";
          default -> "INTERNAL_ERROR";
        };
    return new TodoistError(status, status, tag, message).response();
  }

  private TodoistTokens.Access authenticate(StandInRequest request) {
    return state.tokens.authenticate(request.authorization("Bearer"));
  }

  private AccountTasks account(StandInRequest request) {
    TodoistTokens.Access access = authenticate(request);
    if (!access.allows("data:read")) {
      throw TodoistError.scope();
    }
    return state.account(access.userId()).orElseThrow(TodoistError::invalidToken);
  }

  private StandInResponse user(StandInRequest request) {
    return StandInResponse.json(200, ApiJson.user(account(request).account()));
  }

  private StandInResponse task(StandInRequest request) {
    TodoistTask task = find(request, account(request));
    if (task.checked && control.faults().take(FaultKind.CLOSED_TASK_MISSING)) {
      throw TodoistError.taskNotFound();
    }
    return StandInResponse.json(200, ApiJson.task(task));
  }

  private static TodoistTask find(StandInRequest request, AccountTasks account) {
    return account.task(request.variable("id")).orElseThrow(TodoistError::taskNotFound);
  }

  /** The page that a deep link opens. */
  private StandInResponse appPage(StandInRequest request) {
    return state
        .ofTask(request.variable("id"))
        .map(account -> appPage(account, find(request, account)))
        .orElseGet(
            () -> Html.page(404, "Todoist", "This task is gone", "<p>It was deleted.</p>", ""));
  }

  private static StandInResponse appPage(AccountTasks account, TodoistTask task) {
    TodoistDue due = task.due;
    String main =
        """
        <p dir="auto" class="note">%s</p>
        <p class="meta">%s</p>
        <p class="meta" dir="auto">%s, %s</p>
        <p class="meta">%s</p>
        <p class="fine"><a href="/">All tasks and faults</a></p>
        """
            .formatted(
                Html.escape(task.description),
                task.checked ? "Completed" : "Open",
                Html.escape(account.project(task.projectId).map(TodoistProject::name).orElse("")),
                Html.escape(account.account().email()),
                due == null
                    ? "No due date"
                    : "Due "
                        + due.date()
                        + (due.isRecurring() ? ", " + Html.escape(due.string()) : ""));
    return Html.page(200, "Todoist", task.content, main, "");
  }
}
