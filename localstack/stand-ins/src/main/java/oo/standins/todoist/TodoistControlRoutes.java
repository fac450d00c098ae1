package oo.standins.todoist;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import oo.standins.fault.ControlRoutes;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Json;
import oo.standins.http.Params;
import oo.standins.http.Routes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The control surface of the tasks and accounts. No token is needed, and no limit counts. */
final class TodoistControlRoutes {

  private static final int MOST_GENERATED = 200_000;

  private final Books books;
  private final SyncLimits limits;

  TodoistControlRoutes(Books books, SyncLimits limits) {
    this.books = books;
    this.limits = limits;
  }

  void addTo(Routes routes) {
    routes
        .on("GET", "/control/accounts", _ -> accounts())
        .on("POST", "/control/accounts", this::addAccount)
        .on("DELETE", "/control/accounts/{user}", this::removeAccount)
        .on("POST", "/control/accounts/{user}/revoke-tokens", this::revokeTokens)
        .on("POST", "/control/accounts/{user}/forget-sync-tokens", this::forgetSyncTokens)
        .on("GET", "/control/accounts/{user}/tasks", this::tasks)
        .on("POST", "/control/accounts/{user}/tasks", this::addTask)
        .on("GET", "/control/tasks/{id}", call -> onTask(call, (book, task) -> {}))
        .on("PATCH", "/control/tasks/{id}", this::changeTask)
        .on("DELETE", "/control/tasks/{id}", call -> onTask(call, Book::delete))
        .on("POST", "/control/tasks/{id}/close", call -> onTask(call, TodoistControlRoutes::close))
        .on("POST", "/control/tasks/{id}/reopen", call -> onTask(call, Book::reopen))
        .on("GET", "/control/limits", _ -> limits())
        .on("POST", "/control/limits", this::setLimits);
  }

  private Answer accounts() {
    ArrayNode all = Json.array();
    books.accounts().forEach(account -> all.add(account(account)));
    ObjectNode answer = Json.object();
    answer.set("accounts", all);
    return Answer.json(200, answer);
  }

  private ObjectNode account(Account account) {
    ObjectNode json = Json.object();
    json.put("id", account.id());
    json.put("email", account.email());
    json.put("name", account.name());
    json.put("zone", account.zone());
    long grants = books.withTokens(tokens -> tokens.grants(account.id()));
    json.put("grants", grants);
    books.with(
        account.id(),
        book -> {
          json.put("open", book.openTasks());
          json.put(
              "completed",
              book.tasks().stream().filter(t -> t.checked() && !t.isDeleted()).count());
          ArrayNode projects = Json.array();
          book.projects()
              .forEach(p -> projects.add(Json.object().put("id", p.id()).put("name", p.name())));
          json.set("projects", projects);
          return 0;
        });
    return json;
  }

  private Answer addAccount(Call call) {
    ObjectNode json = call.json();
    String email = json.path("email").asString("").strip();
    if (!email.matches("[^@\\s]{1,64}@[^@\\s]{1,190}")) {
      throw ControlRoutes.badRequest("An account has an e-mail address.");
    }
    if (books.byEmail(email).isPresent()) {
      return Answer.json(409, Map.of("error", "There is an account with this address."));
    }
    String name = json.path("name").asString("").strip();
    Account account;
    if (json.path("tasks").isIntegralNumber()) {
      int count = json.path("tasks").asInt();
      if (count < 0 || count > MOST_GENERATED) {
        throw ControlRoutes.badRequest("tasks is 0 to " + MOST_GENERATED + ", or person.");
      }
      account = books.create(email, name, count);
    } else {
      account =
          books.create(
              email,
              name,
              json.path("tasks").asString("").equals("person")
                  ? Books.Filling.PERSON
                  : Books.Filling.EMPTY);
    }
    return Answer.json(201, account(account));
  }

  private Answer removeAccount(Call call) {
    return books.remove(call.variable("user"))
        ? Answer.empty(204)
        : ControlRoutes.notFound("There is no such account.");
  }

  private Answer revokeTokens(Call call) {
    int revoked = books.withTokens(tokens -> tokens.revokeAll(call.variable("user")));
    return Answer.json(200, Map.of("revoked", revoked));
  }

  private Answer forgetSyncTokens(Call call) {
    return onAccount(
        call,
        book -> {
          book.forgetSyncTokens();
          return Answer.empty(204);
        });
  }

  private Answer tasks(Call call) {
    Params query = call.query();
    String state = query.get("state").orElse("open");
    Predicate<Task> wanted =
        switch (state) {
          case "open" -> Task::open;
          case "completed" -> task -> task.checked() && !task.isDeleted();
          case "deleted" -> Task::isDeleted;
          case "all" -> task -> true;
          default -> throw ControlRoutes.badRequest("state is open, completed, deleted or all.");
        };
    String words = query.get("query").orElse("").toLowerCase(Locale.ROOT);
    String project = query.get("project").orElse("");
    int offset = number(query, "offset", 0, Integer.MAX_VALUE);
    int limit = number(query, "limit", 100, 1_000);
    return onAccount(
        call,
        book -> {
          List<Task> found =
              book.tasks().stream()
                  .filter(wanted)
                  .filter(task -> project.isEmpty() || task.projectId().equals(project))
                  .filter(task -> task.content().toLowerCase(Locale.ROOT).contains(words))
                  .sorted(order(state))
                  .toList();
          ArrayNode page = Json.array();
          found.stream().skip(offset).limit(limit).map(Wire::task).forEach(page::add);
          ObjectNode answer = Json.object();
          answer.set("tasks", page);
          answer.put("total", found.size());
          answer.put("today", book.today().toString());
          return Answer.json(200, answer);
        });
  }

  /** What is due first comes first; of the others, what changed last. */
  private static Comparator<Task> order(String state) {
    Comparator<Task> latest = Comparator.comparing(Task::updatedAt).reversed();
    Comparator<Task> dueFirst =
        Comparator.comparing(task -> Optional.ofNullable(task.due()).map(Due::date).orElse("9999"));
    return state.equals("open") ? dueFirst.thenComparing(latest) : latest;
  }

  private Answer addTask(Call call) {
    return onAccount(
        call,
        book -> {
          try {
            Task task = book.put(new Arguments(book, call.json()).add());
            return Answer.json(201, Wire.task(task));
          } catch (Arguments.Wrong wrong) {
            return wrong.error().answer();
          }
        });
  }

  private Answer changeTask(Call call) {
    return onTask(call, (book, task) -> book.put(new Arguments(book, call.json()).update(task)));
  }

  private static void close(Book book, Task task) {
    book.close(Commands.completable(task));
  }

  /** Does something to a task and answers with it as it is after that. */
  private Answer onTask(Call call, java.util.function.BiConsumer<Book, Task> change) {
    String id = call.variable("id");
    return books
        .withTask(
            id,
            book -> {
              Task task = book.task(id).orElseThrow();
              try {
                change.accept(book, task);
              } catch (Arguments.Wrong wrong) {
                return wrong.error().answer();
              }
              ObjectNode json =
                  book.task(id).map(Wire::task).orElseGet(() -> Json.object().put("id", id));
              json.put("account", book.account().email());
              json.put("project", book.project(task.projectId()).map(Project::name).orElse(""));
              return Answer.json(200, json);
            })
        .orElseGet(() -> ControlRoutes.notFound("There is no such task."));
  }

  private Answer onAccount(Call call, Function<Book, Answer> work) {
    return books
        .with(call.variable("user"), work)
        .orElseGet(() -> ControlRoutes.notFound("There is no such account."));
  }

  private Answer limits() {
    return Answer.json(200, Map.of("partial", limits.partialLimit(), "full", limits.fullLimit()));
  }

  private Answer setLimits(Call call) {
    ObjectNode json = call.json();
    int partial = json.path("partial").asInt(-1);
    int full = json.path("full").asInt(-1);
    if (partial < 0 || full < 0) {
      throw ControlRoutes.badRequest("Say partial and full, how many syncs in 15 min.");
    }
    limits.set(partial, full);
    return limits();
  }

  private static int number(Params query, String name, int otherwise, int most) {
    String text = query.get(name).orElse(Integer.toString(otherwise));
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
      throw ControlRoutes.badRequest(name + " is a number, at most " + most + ".");
    }
    return Integer.parseInt(text);
  }
}
