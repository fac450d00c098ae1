package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import oo.standins.fault.ControlRoutes;
import oo.standins.fault.FaultKind;
import oo.standins.fault.Faults;
import oo.standins.fault.Journal;
import oo.standins.fault.Misbehaving;
import oo.standins.fault.Operation;
import oo.standins.fault.StandInClock;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Guard;
import oo.standins.http.Json;
import oo.standins.http.Refused;
import oo.standins.http.Reply;
import oo.standins.http.Routes;
import oo.standins.http.Site;
import oo.standins.oauth.Clients;
import oo.standins.page.Html;
import oo.standins.store.Ledger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Todoist's app, API v1 and OAuth on one base, as far as reading and completing tasks goes. */
public final class TodoistSite implements Site, AutoCloseable {

  private static final Set<String> TASK_QUERY =
      Set.of("project_id", "section_id", "parent_id", "label", "ids", "cursor", "limit");

  private final Books books;
  private final Guard guard;
  private final Faults faults = new Faults();
  private final Routes provider = new Routes();
  private final Routes control = new Routes();
  private final Misbehaving misbehaving;

  /**
   * @param names hosts in the bases under which it is reached
   * @param seeded whether a new memory begins with the account that looks like a real person's
   */
  public TodoistSite(
      Set<String> names, Clients clients, StandInClock clock, Ledger ledger, boolean seeded) {
    this.books = new Books(ledger, clock, seeded);
    this.guard = new Guard(names);
    Journal journal = new Journal();
    this.misbehaving = new Misbehaving(new Behaviour(), faults, journal, clock);
    SyncLimits limits = new SyncLimits(clock);
    OAuth oauth = new OAuth(books, clients, guard, faults);
    Sync sync = new Sync(books, limits);
    provider
        .on("GET", "/oauth/authorize", oauth::authorize)
        .on("POST", "/oauth/authorize", oauth::decide)
        .on("POST", "/oauth/access_token", oauth::token)
        .on("POST", "/api/v1/revoke", oauth::revoke)
        .on("POST", "/api/v1/sync", call -> sync.serve(call, authenticate(call)))
        .on("GET", "/api/v1/user", this::user)
        .on("GET", "/api/v1/tasks", this::tasks)
        .on("GET", "/api/v1/tasks/{id}", this::task)
        .on("POST", "/api/v1/tasks/{id}/close", this::close)
        .on("POST", "/api/v1/tasks/{id}/reopen", this::reopen)
        .on("GET", "/app/task/{id}", _ -> Html.file("task.html"));
    new ControlRoutes(faults, journal, clock, clients, books::setAhead).addTo(control);
    new TodoistControlRoutes(books, limits).addTo(control);
    control.on("GET", "/", _ -> Html.file("todoist.html"));
  }

  @Override
  public Reply serve(Call call) {
    try {
      if (call.path().startsWith("/assets/")) {
        return new Reply.Sent(
            Html.asset(call.path().substring("/assets/".length()))
                .orElseGet(() -> Answer.empty(404)));
      }
      if (call.path().equals("/") || call.path().startsWith("/control/")) {
        guard.checkControl(call);
        return new Reply.Sent(
            control.answer(call).orElseGet(() -> ControlRoutes.notFound("There is no such page.")));
      }
    } catch (Refused refused) {
      return new Reply.Sent(refused.answer());
    }
    return misbehaving.serve(call);
  }

  /** Lets go of requests that a fault holds. */
  public void release() {
    misbehaving.close();
  }

  @Override
  public void close() {
    books.close();
  }

  private Tokens.Access authenticate(Call call) {
    return books.withTokens(
        tokens -> {
          Tokens.Access access =
              call.bearer()
                  .flatMap(tokens::access)
                  .orElseThrow(TodoistError.TOKEN_MISSING::refused);
          if (tokens.expired(access)) {
            throw TodoistError.TOKEN_EXPIRED.refused();
          }
          return access;
        });
  }

  private Tokens.Access authenticate(Call call, String scope) {
    Tokens.Access access = authenticate(call);
    if (!access.allows(scope)) {
      throw TodoistError.SCOPE.refused();
    }
    return access;
  }

  private Answer user(Call call) {
    Tokens.Access access = authenticate(call, "data:read");
    return books
        .with(access.userId(), book -> Answer.json(200, Wire.user(book.account())))
        .orElseThrow(TodoistError.TOKEN_MISSING::refused);
  }

  private Answer tasks(Call call) {
    Tokens.Access access = authenticate(call, "data:read");
    for (String name : call.query().names()) {
      if (!TASK_QUERY.contains(name)) {
        throw TodoistError.argument(name).refused();
      }
    }
    String limitText = call.query().get("limit").orElse("50");
    if (!limitText.matches("[0-9]{1,3}")
        || Integer.parseInt(limitText) < 1
        || Integer.parseInt(limitText) > 200) {
      throw TodoistError.argument("limit").refused();
    }
    int limit = Integer.parseInt(limitText);
    int from = call.query().get("cursor").map(TodoistSite::readCursor).orElse(0);
    return books
        .with(access.userId(), book -> page(call, book, from, limit))
        .orElseThrow(TodoistError.TOKEN_MISSING::refused);
  }

  private static Answer page(Call call, Book book, int from, int limit) {
    ArrayNode results = Json.array();
    int at = 0;
    String next = null;
    Iterator<Task> open =
        book.tasks().stream().filter(Task::open).filter(task -> fits(call, task)).iterator();
    while (open.hasNext()) {
      Task task = open.next();
      if (at >= from + limit) {
        next = cursor(at);
        break;
      }
      if (at >= from) {
        results.add(Wire.task(task));
      }
      at++;
    }
    ObjectNode answer = Json.object();
    answer.set("results", results);
    answer.put("next_cursor", next);
    return Answer.json(200, answer);
  }

  private static boolean fits(Call call, Task task) {
    return call.query().get("project_id").map(id -> id.equals(task.projectId())).orElse(true)
        && call.query().get("section_id").map(id -> id.equals(task.sectionId())).orElse(true)
        && call.query().get("parent_id").map(id -> id.equals(task.parentId())).orElse(true)
        && call.query().get("label").map(label -> task.labels().contains(label)).orElse(true)
        && call.query()
            .get("ids")
            .map(ids -> List.of(ids.split(",", -1)).contains(task.id()))
            .orElse(true);
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
      // No cursor of ours; refused below.
    }
    throw TodoistError.argument("cursor").refused();
  }

  private Answer task(Call call) {
    Tokens.Access access = authenticate(call, "data:read");
    return books
        .with(
            access.userId(),
            book -> {
              Task task = find(call, book);
              if (task.checked() && faults.take(FaultKind.CLOSED_TASK_MISSING)) {
                throw TodoistError.TASK_NOT_FOUND.refused();
              }
              return Answer.json(200, Wire.task(task));
            })
        .orElseThrow(TodoistError.TOKEN_MISSING::refused);
  }

  private Answer close(Call call) {
    Tokens.Access access = authenticate(call, "data:read_write");
    return books
        .with(
            access.userId(),
            book -> {
              Task task = find(call, book);
              if (!task.completable()) {
                throw TodoistError.NOT_COMPLETABLE.refused();
              }
              book.close(task);
              return Answer.empty(204);
            })
        .orElseThrow(TodoistError.TOKEN_MISSING::refused);
  }

  private Answer reopen(Call call) {
    Tokens.Access access = authenticate(call, "data:read_write");
    return books
        .with(
            access.userId(),
            book -> {
              book.reopen(find(call, book));
              return Answer.empty(204);
            })
        .orElseThrow(TodoistError.TOKEN_MISSING::refused);
  }

  private static Task find(Call call, Book book) {
    return book.task(call.variable("id")).orElseThrow(TodoistError.TASK_NOT_FOUND::refused);
  }

  private final class Behaviour implements Misbehaving.Provider {

    @Override
    public List<Operation> operations(Call call) {
      if (!call.isForm()) {
        return List.of();
      }
      try {
        return switch (call.path()) {
          case "/oauth/access_token" ->
              List.of(
                  new Operation(call.form().get("grant_type").orElse("authorization_code"), null));
          case "/api/v1/sync" -> commands(call.form().get("commands").orElse("[]"));
          default -> List.of();
        };
      } catch (Refused | JacksonException malformed) {
        return List.of();
      }
    }

    private static List<Operation> commands(String json) {
      List<Operation> operations = new ArrayList<>();
      for (JsonNode command : Json.parse(json).values()) {
        operations.add(new Operation(shorten(command.path("type")), shorten(command.path("uuid"))));
      }
      return operations.subList(0, Math.min(operations.size(), Commands.LIMIT));
    }

    private static String shorten(JsonNode node) {
      String text = node.asString("");
      return text.substring(0, Math.min(text.length(), 64));
    }

    @Override
    public Answer serve(Call call) {
      return provider
          .answer(call)
          .orElseGet(() -> new TodoistError(404, 404, "NOT_FOUND", "Not found").answer());
    }

    @Override
    public Answer error(int status, String message) {
      return new TodoistError(
              status, status, status == 429 ? "LIMITS_REACHED" : "INTERNAL_ERROR", message)
          .answer();
    }

    @Override
    public void revokeTokensOf(Call call) {
      books.withTokens(
          tokens -> {
            call.bearer().flatMap(tokens::access).ifPresent(a -> tokens.revokeAll(a.userId()));
            call.form()
                .get("refresh_token")
                .flatMap(tokens::userOfRefresh)
                .ifPresent(tokens::revokeAll);
            return 0;
          });
    }
  }
}
