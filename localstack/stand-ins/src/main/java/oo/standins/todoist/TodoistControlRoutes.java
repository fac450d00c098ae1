package oo.standins.todoist;

import static oo.standins.http.ResponseException.badRequest;
import static oo.standins.http.ResponseException.notFound;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import oo.standins.http.ResponseException;
import oo.standins.http.Router;
import oo.standins.http.StandInJson;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.standins.oauth.ConsentPage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The control surface of accounts and tasks. Needs no token and counts against no limit. */
record TodoistControlRoutes(TodoistState state, SyncLimits limits) {
  private static final int MAX_GENERATED = 200_000;
  private static final int MAX_LISTED = 1_000;

  void addTo(Router routes) {
    String account = "/control/accounts/{user}";
    String task = "/control/tasks/{id}";
    routes
        .on("GET", "/control/accounts", _ -> accounts())
        .on("POST", "/control/accounts", this::addAccount)
        .on("POST", account + "/revoke-tokens", this::revokeTokens)
        .on("POST", account + "/forget-sync-tokens", this::forgetSyncTokens)
        .on("GET", account + "/tasks", this::tasks)
        .on("POST", account + "/tasks", this::addTask)
        .on("GET", task, request -> onTask(request, (_, _) -> {}))
        .on("PATCH", task, this::updateTask)
        .on("DELETE", task, request -> onTask(request, AccountTasks::delete))
        .on("POST", task + "/close", request -> onTask(request, AccountTasks::close))
        .on("POST", task + "/reopen", request -> onTask(request, AccountTasks::reopen))
        .on("POST", "/control/limits", this::setLimits);
  }

  private StandInResponse revokeTokens(StandInRequest request) {
    state.tokens.revokeAll(account(request).account().id());
    return StandInResponse.empty(204);
  }

  private StandInResponse forgetSyncTokens(StandInRequest request) {
    state.forgetSyncTokens(account(request).account());
    return StandInResponse.empty(204);
  }

  /** Answers with the task as it is after the change. */
  private StandInResponse onTask(
      StandInRequest request, BiConsumer<AccountTasks, TodoistTask> change) {
    AccountTasks account = accountOfTask(request);
    String id = request.variable("id");
    change.accept(account, account.task(id).orElseThrow());
    return StandInResponse.json(
        200, account.task(id).map(ApiJson::task).orElseGet(StandInJson::object));
  }

  private AccountTasks account(StandInRequest request) {
    return state
        .account(request.variable("user"))
        .orElseThrow(() -> notFound("There is no such account."));
  }

  private AccountTasks accountOfTask(StandInRequest request) {
    return state
        .ofTask(request.variable("id"))
        .orElseThrow(() -> notFound("There is no such task."));
  }

  private StandInResponse accounts() {
    return StandInResponse.json(
        200, Map.of("accounts", state.accounts().stream().map(this::summary).toList()));
  }

  private ObjectNode summary(AccountTasks account) {
    return StandInJson.object()
        .put("id", account.account().id())
        .put("email", account.account().email())
        .put("name", account.account().name())
        .put("grants", state.tokens.grants(account.account().id()))
        .put("open", account.openTasks());
  }

  private static boolean isCompleted(TodoistTask task) {
    return task.checked && !task.isDeleted;
  }

  private StandInResponse addAccount(StandInRequest request) {
    ObjectNode json = request.json();
    String email = json.path("email").asString("").strip();
    if (!ConsentPage.isEmail(email)) {
      throw badRequest("email must be an e-mail address.");
    }
    if (state.byEmail(email).isPresent()) {
      throw new ResponseException(409, "There is an account with this address.");
    }
    JsonNode tasks = json.path("tasks");
    int count = tasks.asInt(0);
    if (count < 0 || count > MAX_GENERATED) {
      throw badRequest("tasks is 0 to " + MAX_GENERATED + ", or person.");
    }
    Consumer<AccountTasks> fill =
        tasks.asString("").equals("person")
            ? PersonsTasks::fill
            : account -> GeneratedTasks.fill(account, count);
    return StandInResponse.json(201, summary(state.create(email, fill)));
  }

  private StandInResponse tasks(StandInRequest request) {
    AccountTasks account = account(request);
    boolean completed = request.query().get("state").orElse("open").equals("completed");
    Comparator<TodoistTask> latest = Comparator.comparing(task -> -task.version);
    Comparator<TodoistTask> dueFirst =
        Comparator.comparing(task -> task.due == null ? "9999" : task.due.date());
    List<TodoistTask> found =
        account
            .tasks()
            .filter(completed ? TodoistControlRoutes::isCompleted : TodoistTask::isOpen)
            .sorted(completed ? latest : dueFirst.thenComparing(latest))
            .toList();
    return StandInResponse.json(
        200,
        Map.of(
            "tasks", found.stream().limit(MAX_LISTED).map(ApiJson::task).toList(),
            "total", found.size()));
  }

  private StandInResponse addTask(StandInRequest request) {
    AccountTasks account = account(request);
    TodoistTask task = account.put(new TaskArguments(account, request.json()).add());
    return StandInResponse.json(201, ApiJson.task(task));
  }

  private StandInResponse updateTask(StandInRequest request) {
    AccountTasks account = accountOfTask(request);
    ObjectNode arguments = request.json().put("id", request.variable("id"));
    TodoistTask task = account.put(new TaskArguments(account, arguments).update());
    return StandInResponse.json(200, ApiJson.task(task));
  }

  private StandInResponse setLimits(StandInRequest request) {
    limits.set(request.json(SyncLimits.Limits.class));
    return StandInResponse.empty(204);
  }
}
