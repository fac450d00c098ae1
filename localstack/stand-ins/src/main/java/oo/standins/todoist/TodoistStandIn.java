package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import oo.standins.fault.ControlSurface;
import oo.standins.fault.FaultInjector;
import oo.standins.fault.FaultKind;
import oo.standins.fault.RequestedOperation;
import oo.standins.http.Html;
import oo.standins.http.ResponseException;
import oo.standins.http.Router;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.RegisteredClients;
import oo.standins.store.RowStore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Todoist's app, API v1 and OAuth on one base, as far as reading and completing tasks goes. */
public final class TodoistStandIn implements FaultInjector.Provider {

  private final ControlSurface control;
  private final TodoistState state;
  private final FaultInjector injector;
  private final Router routes = new Router();

  /**
   * @param seeded whether a new state begins with the account that looks like a real person's
   */
  public TodoistStandIn(RegisteredClients clients, Clock machine, RowStore store, boolean seeded) {
    control = new ControlSurface("todoist", machine, store, clients);
    state = new TodoistState(store, control.clock(), seeded);
    injector = new FaultInjector(this, control);
    SyncLimits limits = new SyncLimits(control.clock());
    OAuthEndpoints oauth = new OAuthEndpoints(state, clients, control.faults());
    SyncEndpoint sync = new SyncEndpoint(state, limits);
    routes
        .on("GET", "/oauth/authorize", oauth::authorize)
        .on("POST", "/oauth/authorize", oauth::decide)
        .on("POST", "/oauth/access_token", oauth::token)
        .on("POST", "/api/v1/revoke", oauth::revoke)
        .on("POST", "/api/v1/sync", request -> sync.serve(request, authenticate(request)))
        .on("GET", "/api/v1/user", this::user)
        .on("GET", "/api/v1/tasks", this::tasks)
        .on("GET", "/api/v1/tasks/{id}", this::task)
        .on("POST", "/api/v1/tasks/{id}/close", request -> change(request, AccountTasks::close))
        .on("POST", "/api/v1/tasks/{id}/reopen", request -> change(request, AccountTasks::reopen))
        .on("GET", "/app/task/{id}", this::appPage);
    new TodoistControlRoutes(state, limits).addTo(control.routes());
  }

  /** Serves its requests under injected faults. */
  public FaultInjector injector() {
    return injector;
  }

  @Override
  public StandInResponse serve(StandInRequest request) {
    return state.transaction(
        () ->
            routes
                .answer(request)
                .orElseThrow(() -> new TodoistError(404, 404, "NOT_FOUND", "Not found")));
  }

  @Override
  public StandInResponse error(int status, String message) {
    String tag = status == 429 ? "LIMITS_REACHED" : "INTERNAL_ERROR";
    return new TodoistError(status, status, tag, message).response();
  }

  @Override
  public List<RequestedOperation> operations(StandInRequest request) {
    if (request.path().equals("/oauth/access_token")) {
      return RequestedOperation.grant(request, "authorization_code");
    }
    List<RequestedOperation> operations = new ArrayList<>();
    if (request.path().equals("/api/v1/sync")) {
      try {
        StandInJson.parse(request.form().get("commands").orElse("[]")).values().stream()
            .limit(SyncCommands.LIMIT)
            .map(one -> new RequestedOperation(start(one.path("type")), start(one.path("uuid"))))
            .forEach(operations::add);
      } catch (ResponseException | JacksonException malformed) {
        // None: the sync itself refuses it.
      }
    }
    return operations;
  }

  private static String start(JsonNode node) {
    String text = node.asString("");
    return text.substring(0, Math.min(text.length(), 64));
  }

  private TodoistTokens.Access authenticate(StandInRequest request) {
    return state.tokens().authenticate(request.authorization("Bearer"));
  }

  private AccountTasks account(StandInRequest request, String scope) {
    TodoistTokens.Access access = authenticate(request);
    if (!access.allows(scope)) {
      throw TodoistError.scope();
    }
    return state.account(access.userId()).orElseThrow(TodoistError::invalidToken);
  }

  private StandInResponse user(StandInRequest request) {
    return StandInResponse.json(200, ApiJson.user(account(request, "data:read").account()));
  }

  private StandInResponse tasks(StandInRequest request) {
    AccountTasks account = account(request, "data:read");
    for (String name : request.query().names()) {
      if (!Set.of("cursor", "limit").contains(name)) {
        throw TodoistError.argument(name);
      }
    }
    String limitText = request.query().get("limit").orElse("50");
    if (!limitText.matches("[1-9][0-9]?|1[0-9][0-9]|200")) {
      throw TodoistError.argument("limit");
    }
    int from = request.query().get("cursor").map(TodoistStandIn::readCursor).orElse(0);
    int to = from + Integer.parseInt(limitText);
    List<TodoistTask> open = account.tasks().filter(TodoistTask::isOpen).toList();
    ObjectNode answer = StandInJson.object();
    open.stream()
        .skip(from)
        .limit(to - from)
        .map(ApiJson::task)
        .forEach(answer.putArray("results")::add);
    answer.put("next_cursor", to < open.size() ? cursor(to) : null);
    return StandInResponse.json(200, answer);
  }

  private static String cursor(int at) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(("at:" + at).getBytes(UTF_8));
  }

  private static int readCursor(String cursor) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      if (plain.matches("at:[0-9]{1,8}")) {
        return Integer.parseInt(plain.substring(3));
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw TodoistError.argument("cursor");
  }

  private StandInResponse task(StandInRequest request) {
    TodoistTask task = find(request, account(request, "data:read"));
    if (task.checked && control.faults().take(FaultKind.CLOSED_TASK_MISSING)) {
      throw TodoistError.taskNotFound();
    }
    return StandInResponse.json(200, ApiJson.task(task));
  }

  private StandInResponse change(
      StandInRequest request, BiConsumer<AccountTasks, TodoistTask> change) {
    AccountTasks account = account(request, "data:read_write");
    change.accept(account, find(request, account));
    return StandInResponse.empty(204);
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
                    : Html.escape("Due " + due.date() + ", " + due.string()));
    return Html.page(200, "Todoist", task.content, main, "");
  }
}
