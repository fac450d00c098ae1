package oo.connectors.todoist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import oo.connectors.Command;
import oo.connectors.ContractFixture;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.LyingProxy;
import oo.connectors.LyingProxy.Answer;
import oo.connectors.TestProvider;
import oo.connectors.TestProvider.Endpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What closes with a task, and reopens with it. */
final class TodoistSubtasksIT extends ContractFixture {
  @AutoClose private static final TodoistTestProvider todoist = new TodoistTestProvider();

  private Credential credential;
  private String parent;
  private List<String> below;
  private String cursor;

  @Override
  protected TestProvider source() {
    return todoist;
  }

  /** A parent with two levels of open subtasks, and one that was closed before. */
  @BeforeEach
  void aFamily() {
    credential = granted().credential();
    parent = todoist.add(account, "Parent");
    String child = subtask("Child", parent);
    below = List.of(child, subtask("Grandchild", child), subtask("Second", parent));
    String before = subtask("Closed before", parent);
    cursor = read(credential, null).cursor();
    todoist.closeTask(before);
    cursor = read(credential, cursor).cursor();
  }

  private static String subtask(String content, String of) {
    String user = todoist.todoist().task(of).json().path("user_id").asString();
    return todoist.todoist().add(user, Map.of("content", content, "parent_id", of)).id();
  }

  private Command reopening(List<String> with) {
    Command command = once(parent);
    return new Command(
        parent, command.occurrence(), command.commandId(), false, false, false, with);
  }

  private DeliveryResult reopen(@Nullable String from, Command command) {
    return connector().reopen(ref, credential, from, command, deadline());
  }

  @Test
  void aCloseNamesTheSubtasksThatClosedWithIt() {
    String elsewhere = todoist.add(account, "Elsewhere");
    todoist.closeTask(elsewhere);

    DeliveryResult done = connector().complete(ref, credential, cursor, once(parent), deadline());

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(done.closedWith()).containsExactlyInAnyOrderElementsOf(below);
    assertThat(below).noneMatch(todoist::open);
  }

  @Test
  void aSubtaskThatWasClosedBeforeDidNotCloseWithIt() {
    todoist.closeTask(below.getLast());
    todoist.advance(Duration.ofSeconds(5));

    DeliveryResult done = connector().complete(ref, credential, cursor, once(parent), deadline());

    assertThat(done.closedWith()).containsExactlyInAnyOrder(below.get(0), below.get(1));
  }

  @Test
  void aCloseWhoseAnswerWasLostNamesThemToo() {
    Command command = once(parent);
    proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(Answer.RESET));
    connector().complete(ref, credential, cursor, command, deadline());

    DeliveryResult done =
        connector().complete(ref, credential, cursor, unsure(command), deadline());

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(done.closedWith()).containsExactlyInAnyOrderElementsOf(below);
    assertThat(done.cursor()).isNotNull();
    assertThat(read(credential, done.cursor()).events()).isEmpty();
  }

  @Test
  void aParentThatReopenedWithItsSubtaskIsNotSaidToBeClosed() {
    Command command = once(parent);
    proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(Answer.RESET));
    connector().complete(ref, credential, cursor, command, deadline());
    todoist.reopenTask(below.getFirst());
    assertThat(todoist.open(parent)).as("reopens with its subtask").isTrue();
    String later = read(credential, cursor).cursor();

    DeliveryResult done = connector().complete(ref, credential, later, unsure(command), deadline());

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(done.events(), parent).kind().open()).isTrue();
  }

  @Test
  void whatClosedWithItStaysUnknownWhileItCannotBeRead() {
    Command command = once(parent);
    todoist.closeTask(parent);
    proxy().lie(source().request(Endpoint.READ), Answer.of(502, "text/html", "<h1>Bad</h1>"));

    assertThat(connector().complete(ref, credential, cursor, unsure(command), deadline()).outcome())
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aTaskOfARecurringParentThatStaysOpenClosedNothing() {
    String daily = todoist.addDaily(account, "Daily");
    subtask("Step", daily);
    String from = read(credential, cursor).cursor();

    DeliveryResult done =
        connector()
            .complete(ref, credential, from, daily(daily, todoist.dueDate(daily)), deadline());

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(done.closedWith()).isEmpty();
  }

  @Test
  void reopeningTakesThemBackInOneRequest() {
    todoist.closeTask(parent);
    proxy().beHonest();

    DeliveryResult done = reopen(cursor, reopening(below));

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(done.closedWith()).isEmpty();
    assertThat(todoist.open(parent)).isTrue();
    assertThat(below).allMatch(todoist::open);
    assertThat(proxy().asked()).hasSize(1);
  }

  @Test
  void aRepeatedReopeningOpensNothingTwice() {
    todoist.closeTask(parent);
    Command command = reopening(below);
    proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(Answer.RESET));
    assertThat(reopen(cursor, command).outcome()).isInstanceOf(Outcome.Unknown.class);
    todoist.closeTask(below.getFirst());

    DeliveryResult done = reopen(cursor, unsure(command));

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(todoist.open(below.getFirst())).as("closed meanwhile by the person").isFalse();
    assertThat(todoist.open(below.getLast())).isTrue();
  }

  @Test
  void aPartThatIsDoneLaterIsRepeated() {
    todoist.closeTask(parent);
    Command command = reopening(below);
    for (String[] status :
        new String[][] {
          {
            "{\"error\":\"x\",\"error_code\":35,\"error_tag\":\"LIMITS_REACHED\",\"http_code\":429,"
                + "\"error_extra\":{\"retry_after\":70.5}}",
            "PT1M10.5S"
          },
          {"{\"error\":\"x\",\"error_code\":1,\"error_tag\":\"X\",\"http_code\":500}", null},
          {"\"perhaps\"", null},
          {"null", null},
        }) {
      proxy()
          .change(source().request(Endpoint.COMMAND), answer -> lastOkBecomes(answer, status[0]));
      Outcome outcome = reopen(cursor, command).outcome();
      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
      assertThat(String.valueOf(((Outcome.Unknown) outcome).retryAfter()))
          .isEqualTo(String.valueOf(status[1]));
    }
    proxy().beHonest();
    assertThat(reopen(cursor, unsure(command)).outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(below).allMatch(todoist::open);
  }

  @Test
  void aPartThatIsRefusedIsSaid() {
    todoist.closeTask(parent);
    String gone = below.getLast();
    todoist.deleteTask(gone);
    assertThat(reopen(cursor, reopening(below)).outcome())
        .as("there is nothing to reopen of a deleted one")
        .isInstanceOf(Outcome.Done.class);
    proxy()
        .change(
            source().request(Endpoint.COMMAND),
            answer ->
                lastOkBecomes(
                    answer,
                    "{\"error\":\"x\",\"error_code\":1,\"error_tag\":\"X\",\"http_code\":403}"));

    DeliveryResult partly = reopen(cursor, reopening(below));

    assertThat(partly.outcome())
        .isEqualTo(
            new Outcome.Refused(
                "Todoist reopened it, but not 1 of the subtasks that closed with it."));
    assertThat(event(partly.events(), parent).kind().open()).isTrue();
  }

  private static Answer lastOkBecomes(Answer answer, String status) {
    String text = answer.text();
    int at = text.lastIndexOf("\"ok\"");
    return answer.saying((text.substring(0, at) + status + text.substring(at + 4)).getBytes());
  }

  @Test
  void aPlainTaskThatBecameARecurringOneIsNotSaidToBeTakenBack() {
    String task = todoist.add(account, "Plain");
    todoist.todoist().update(task, Map.of("due", Map.of("string", "every day")));
    connector().complete(ref, credential, cursor, once(task), deadline());
    String moved = todoist.dueDate(task);
    Command undo = once(task);

    for (Command command : List.of(undo, unsure(undo))) {
      DeliveryResult undone = reopen(cursor, command);

      assertThat(undone.outcome()).isInstanceOf(Outcome.Refused.class);
      assertThat(event(undone.events(), task).kind().open()).isTrue();
    }
    assertThat(todoist.dueDate(task)).isEqualTo(moved);
  }

  @Test
  void aCommandsOwnWordsDecide() {
    String task = todoist.add(account, "One");
    record Case(String status, Class<? extends Outcome> outcome) {}
    String error = "{\"error\":\"x\",\"error_code\":1,\"error_tag\":\"X\",\"http_code\":%s}";
    for (Case one :
        List.of(
            new Case(error.formatted(400), Outcome.Refused.class),
            new Case(error.formatted(403), Outcome.Refused.class),
            new Case(error.formatted(404), Outcome.Done.class),
            new Case(error.formatted(429), Outcome.NotDone.class),
            new Case(error.formatted(409), Outcome.Unknown.class),
            new Case(error.formatted(500), Outcome.Unknown.class),
            new Case(error.formatted(200), Outcome.Unknown.class),
            new Case(error.formatted("\"404\""), Outcome.Unknown.class),
            new Case("{\"error\":\"not found\",\"http_code\":404}", Outcome.Unknown.class),
            new Case("{\"message\":\"not found\"}", Outcome.Unknown.class),
            new Case("\"OK\"", Outcome.Unknown.class),
            new Case("true", Outcome.Unknown.class),
            new Case("[\"ok\"]", Outcome.Unknown.class))) {
      proxy()
          .lie(
              source().request(Endpoint.COMMAND),
              (what, provider) -> {
                String uuid = what.body().replaceAll(".*uuid%22%3A%22([-0-9a-f]+).*", "$1");
                return Answer.json(
                    200, "{\"sync_status\":{\"" + uuid + "\":" + one.status() + "}}");
              });
      assertThat(connector().complete(ref, credential, cursor, once(task), deadline()).outcome())
          .as(one.status())
          .isInstanceOf(one.outcome());
    }
    assertThat(todoist.open(task)).isTrue();
  }

  @Test
  void moreThanARequestTakesAreReopenedInSeveral() {
    var many = new ArrayList<String>();
    for (int i = 0; i < 150; i++) {
      many.add(subtask("Step " + i, parent));
    }
    String from = read(credential, cursor).cursor();
    DeliveryResult closed = connector().complete(ref, credential, from, once(parent), deadline());
    assertThat(closed.closedWith()).containsAll(many);
    proxy().beHonest();

    DeliveryResult done = reopen(closed.cursor(), reopening(closed.closedWith()));

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(many).allMatch(todoist::open);
    assertThat(proxy().asked()).hasSize(2);
  }

  @Test
  void whatIsRefusedAfterTheFirstRequestIsUnknown() {
    var many = new ArrayList<String>();
    for (int i = 0; i < 100; i++) {
      many.add(subtask("Step " + i, parent));
    }
    todoist.closeTask(parent);
    for (int status : List.of(429, 403, 400)) {
      var requests = new AtomicInteger();
      proxy()
          .lie(
              source().request(Endpoint.COMMAND),
              (what, provider) ->
                  requests.incrementAndGet() == 1
                      ? provider.answer()
                      : Answer.json(status, source().error(status)));

      assertThat(reopen(null, reopening(many)).outcome())
          .as("%d", status)
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(requests).hasValue(2);
    }
  }
}
