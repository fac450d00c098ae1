package oo.standins;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.standins.http.StandInJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TodoistSyncIT {

  private static Todoist todoist;
  private static TodoistControl control;
  private static int accounts;

  private String user = "";
  private String access = "";

  @BeforeAll
  static void start() {
    todoist = new Todoist();
    control = todoist.control;
  }

  @AfterAll
  static void stop() {
    todoist.close();
  }

  @BeforeEach
  void connect() throws Exception {
    accounts++;
    String email = "person" + accounts + "@example.com";
    access = todoist.connect(email).access();
    user =
        control.accounts().stream()
            .filter(a -> a.email().equals(email))
            .findFirst()
            .orElseThrow()
            .id();
  }

  @AfterEach
  void calm() {
    todoist.calm();
  }

  private static List<String> ids(JsonNode read) {
    return read.path("items").values().stream().map(item -> item.path("id").asString()).toList();
  }

  private String token() throws Exception {
    return todoist.read(access, "*").path("sync_token").asString();
  }

  private static String status(JsonNode answer, ObjectNode command) {
    JsonNode status = answer.path("sync_status").path(command.path("uuid").asString());
    return status.isString() ? status.stringValue() : status.path("error_tag").asString();
  }

  @Test
  void readsAllThenWhatChanged() throws Exception {
    String kept = control.add(user, "kept").id();
    String changed = control.add(user, "changed").id();
    JsonNode all = todoist.read(access, "*");
    assertThat(all.path("full_sync").asBoolean()).isTrue();
    assertThat(ids(all)).containsExactlyInAnyOrder(kept, changed);
    assertThat(all.path("projects").size()).isEqualTo(1);
    assertThat(all.path("user").path("id").asString()).isEqualTo(user);

    String since = all.path("sync_token").asString();
    JsonNode nothing = todoist.read(access, since);
    assertThat(nothing.path("full_sync").asBoolean()).isFalse();
    assertThat(ids(nothing)).isEmpty();

    control.rename(changed, "changed again");
    String added = control.add(user, "added").id();
    assertThat(ids(todoist.read(access, since))).containsExactly(changed, added);
  }

  @Test
  void reportsDeletionsAndCompletionsInIncrementalReadsOnly() throws Exception {
    String done = control.add(user, "done").id();
    String gone = control.add(user, "gone").id();
    String since = token();
    control.close(done);
    control.delete(gone);
    JsonNode part = todoist.read(access, since);
    assertThat(part.path("items").get(0).path("checked").asBoolean()).isTrue();
    assertThat(part.path("items").get(0).path("completed_at").isString()).isTrue();
    assertThat(part.path("items").get(1).path("is_deleted").asBoolean()).isTrue();
    assertThat(ids(todoist.read(access, "*"))).isEmpty();
  }

  @Test
  void anOldSyncTokenStaysGood() throws Exception {
    String since = token();
    String task = control.add(user, "one").id();
    todoist.read(access, since);
    control.rename(task, "two");
    assertThat(todoist.read(access, since).path("items").get(0).path("content").asString())
        .isEqualTo("two");
  }

  @Test
  void answersForgottenSyncTokensInFull() throws Exception {
    String task = control.add(user, "there").id();
    String since = token();
    control.forgetSyncTokens(user);
    JsonNode read = todoist.read(access, since);
    assertThat(read.path("full_sync").asBoolean()).isTrue();
    assertThat(ids(read)).containsExactly(task);
    assertThat(
            todoist.read(access, read.path("sync_token").asString()).path("full_sync").asBoolean())
        .isFalse();
  }

  @Test
  void refusesTheSyncTokenOfAnotherAccount() throws Exception {
    String other = todoist.connect("somebody@example.com").access();
    String theirs = todoist.read(other, "*").path("sync_token").asString();
    assertThat(
            todoist
                .sync(access, Map.of("sync_token", theirs, "resource_types", "[\"items\"]"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void runsCommandsAndReadsInOneCall() throws Exception {
    String task = control.add(user, "tap me").id();
    ObjectNode close = Todoist.command("item_close", task);
    JsonNode answer =
        todoist
            .sync(
                access,
                Map.of(
                    "sync_token", token(),
                    "resource_types", "[\"items\"]",
                    "commands", Todoist.list(close)))
            .json();
    assertThat(status(answer, close)).isEqualTo("ok");
    assertThat(answer.path("items").get(0).path("checked").asBoolean()).isTrue();
    assertThat(ids(todoist.read(access, answer.path("sync_token").asString()))).isEmpty();
  }

  @Test
  void runsARepeatedUuidOnce() throws Exception {
    String task = control.add(user, "Water the plants", "every day").id();
    ObjectNode close = Todoist.command("item_close", task);
    assertThat(status(todoist.run(access, close), close)).isEqualTo("ok");
    String once = control.task(task).dueDate();
    assertThat(status(todoist.run(access, close), close)).isEqualTo("ok");
    assertThat(control.task(task).dueDate()).isEqualTo(once);
    todoist.run(access, Todoist.command("item_close", task));
    assertThat(control.task(task).dueDate()).isGreaterThan(once);
  }

  @Test
  void mayRunACommandAgainThatFailed() throws Exception {
    String task = control.add(user, "* a heading").id();
    ObjectNode close = Todoist.command("item_close", task);
    assertThat(status(todoist.run(access, close), close)).isEqualTo("ITEM_NOT_COMPLETABLE");
    control.rename(task, "a task");
    assertThat(status(todoist.run(access, close), close)).isEqualTo("ok");
    assertThat(control.task(task).checked()).isTrue();
  }

  @Test
  void movesARecurringTaskAndDoesNotCheckIt() throws Exception {
    String task = control.add(user, "Stretch", "every day at 7:30").id();
    String before = control.task(task).dueDate();
    todoist.run(access, Todoist.command("item_close", task));
    var after = control.task(task);
    assertThat(after.checked()).isFalse();
    assertThat(LocalDate.parse(after.dueDate().substring(0, 10)))
        .isEqualTo(LocalDate.parse(before.substring(0, 10)).plusDays(1));
    assertThat(after.dueDate()).endsWith("T07:30:00.000000");

    todoist.run(access, Todoist.command("item_uncomplete", task));
    assertThat(control.task(task).dueDate()).isEqualTo(after.dueDate());
  }

  @Test
  void completesWhatIsBelowAndReopensWhatIsAbove() throws Exception {
    String parent = control.add(user, "parent").id();
    String child = control.add(user, Map.of("content", "child", "parent_id", parent)).id();
    todoist.run(access, Todoist.command("item_close", parent));
    assertThat(control.task(child).checked()).isTrue();
    todoist.run(access, Todoist.command("item_uncomplete", child));
    assertThat(control.task(parent).checked()).isFalse();
  }

  @Test
  void changesAndDeletes() throws Exception {
    String id = control.add(user, Map.of("content", "new", "priority", 4)).id();
    assertThat(control.task(id).json().path("priority").asInt()).isEqualTo(4);

    ObjectNode args = StandInJson.object().put("id", id).put("content", "changed");
    args.set("due", StandInJson.object().put("string", "tomorrow"));
    ObjectNode update = Todoist.command("item_update", UUID.randomUUID().toString(), args);
    assertThat(status(todoist.run(access, update), update)).isEqualTo("ok");
    assertThat(control.task(id).content()).isEqualTo("changed");
    assertThat(control.task(id).dueDate()).isNotNull();
    assertThat(control.task(id).json().path("priority").asInt()).isEqualTo(4);

    todoist.run(access, Todoist.command("item_delete", id));
    assertThat(control.openTasks(user)).isEmpty();
    ObjectNode late = Todoist.command("item_close", id);
    assertThat(status(todoist.run(access, late), late)).isEqualTo("ITEM_NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sync_token     | nonsense
          sync_token     | eHg
          resource_types | ["item"]
          resource_types | items
          resource_types | []
          commands       | {}
          commands       | [{"type":"item_burn","uuid":"u","args":{}}]
          commands       | [{"type":"item_close","args":{"id":"1"}}]
          commands       | [{"type":"item_close","uuid":"u"}]
          commands       | [{"type":"item_close","uuid":"u","args":{"id":"1"},"now":1}]
          commands       | [{"type":"item_close","uuid":"u","args":{"id":"1"}},{"type":"item_close","uuid":"u","args":{"id":"1"}}]
          token          | x
          """)
  void refusesWhatItDoesNotKnow(String name, String value) throws Exception {
    Map<String, String> good = Map.of("sync_token", "*", "resource_types", "[\"items\"]");
    Browser.Answer answer = todoist.sync(access, Browser.with(good, name, value));
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().path("http_code").asInt()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":"%s","priority":5}
          {"id":"%s","content":"  "}
          {"id":"%s","colour":"red"}
          {"id":"%s","due":{"string":"when I like"}}
          {"id":"%s","due":{"date":"2026-02-30"}}
          {"id":"%s","duration":{"amount":0,"unit":"minute"}}
          {"id":"%s","deadline":{"date":"soon"}}
          {"id":"%s","labels":[1]}
          {"id":"%s","priority":"4"}
          {"id":"%s","content":null}
          {"id":"%s","project_id":"elsewhere"}
          """)
  void saysWhichArgumentIsWrong(String args) throws Exception {
    String task = control.add(user, "as it was").id();
    ObjectNode update =
        Todoist.command(
            "item_update",
            UUID.randomUUID().toString(),
            (ObjectNode) StandInJson.parse(args.formatted(task)));
    assertThat(status(todoist.run(access, update), update)).isEqualTo("INVALID_ARGUMENT_VALUE");
    assertThat(control.task(task).content()).isEqualTo("as it was");
  }

  @Test
  void takesAHundredCommandsAtMost() throws Exception {
    String task = control.add(user, "again and again", "every day").id();
    List<ObjectNode> commands = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      commands.add(Todoist.command("item_uncomplete", task));
    }
    assertThat(todoist.run(access, commands.toArray(ObjectNode[]::new)).path("sync_status").size())
        .isEqualTo(100);
    commands.add(Todoist.command("item_close", task));
    String before = control.task(task).dueDate();
    assertThat(
            todoist
                .sync(access, Map.of("commands", Todoist.list(commands.toArray(ObjectNode[]::new))))
                .status())
        .isEqualTo(400);
    assertThat(control.task(task).dueDate()).isEqualTo(before);
  }

  @Test
  void limitsFullAndPartialSyncsApart() throws Exception {
    control.limits(2, 1);
    String since = token();
    Map<String, String> full = Map.of("sync_token", "*", "resource_types", "[\"items\"]");
    Browser.Answer refused = todoist.sync(access, full);
    assertThat(refused.status()).isEqualTo(429);
    int wait = Integer.parseInt(refused.headers().get("retry-after"));
    assertThat(wait).isBetween(800, 901);
    assertThat(refused.json().path("error_extra").path("retry_after").asInt()).isEqualTo(wait);
    Map<String, String> part = Browser.with(full, "sync_token", since);
    assertThat(todoist.sync(access, part).status()).isEqualTo(200);
    assertThat(todoist.sync(access, part).status()).isEqualTo(200);
    assertThat(todoist.sync(access, part).status()).isEqualTo(429);
    control.advance(Duration.ofSeconds(wait));
    assertThat(todoist.sync(access, full).status()).isEqualTo(200);
  }

  @Test
  void doesNothingWhenALimitIsReached() throws Exception {
    String task = control.add(user, "not now").id();
    control.limits(0, 0);
    assertThat(
            todoist
                .sync(access, Map.of("commands", Todoist.list(Todoist.command("item_close", task))))
                .status())
        .isEqualTo(429);
    assertThat(control.task(task).checked()).isFalse();
  }

  @Test
  void refusesMoreThanOneMebibyte() throws Exception {
    Map<String, String> form =
        Map.of("sync_token", "*", "resource_types", "[\"items\"]", "commands", "x".repeat(1 << 20));
    assertThat(todoist.sync(access, form).status()).isEqualTo(413);
  }

  @Test
  void requiresAForm() throws Exception {
    Browser.Answer answer =
        Browser.send(
            Browser.builder(todoist.url("/api/v1/sync"))
                .header("Authorization", "Bearer " + access)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"sync_token\":\"*\",\"resource_types\":[\"items\"]}")));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void servesLowercasePathsOnly() throws Exception {
    assertThat(todoist.get("/api/v1/user", access).status()).isEqualTo(200);
    assertThat(todoist.get("/API/v1/user", access).status()).isEqualTo(404);
    assertThat(todoist.get("/api/v1/Tasks", access).status()).isEqualTo(404);
    assertThat(todoist.get("/api/v1/tasks/", access).status()).isEqualTo(404);
    assertThat(todoist.get("/rest/v2/tasks", access).status()).isEqualTo(404);
    assertThat(todoist.post("/api/v1/user", access).status()).isEqualTo(405);
  }

  @Test
  void readsOneTask() throws Exception {
    String task = control.add(user, "one").id();
    control.close(task);
    assertThat(todoist.get("/api/v1/tasks/" + task, access).json().path("checked").asBoolean())
        .isTrue();
    control.fault(FaultKind.CLOSED_TASK_MISSING);
    assertThat(todoist.get("/api/v1/tasks/" + task, access).status()).isEqualTo(404);
    control.reopen(task);
    assertThat(todoist.get("/api/v1/tasks/" + task, access).status()).isEqualTo(200);
    assertThat(todoist.get("/api/v1/tasks/none", access).status()).isEqualTo(404);
  }

  @Test
  void hidesTheTasksOfOtherAccounts() throws Exception {
    String task = control.add(user, "mine").id();
    String other = todoist.connect("curious@example.com").access();
    assertThat(todoist.get("/api/v1/tasks/" + task, other).status()).isEqualTo(404);
    ObjectNode close = Todoist.command("item_close", task);
    assertThat(status(todoist.run(other, close), close)).isEqualTo("ITEM_NOT_FOUND");
    assertThat(control.task(task).checked()).isFalse();
  }

  @Test
  void changesUpdatedAtWithEachChange() {
    String task = control.add(user, "one").id();
    String added = control.task(task).updatedAt();
    String renamed = control.rename(task, "two").updatedAt();
    String closed = control.close(task).updatedAt();
    String reopened = control.reopen(task).updatedAt();
    assertThat(List.of(added, renamed, closed, reopened)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void readsAHundredThousandTasksSoon() throws Exception {
    long start = System.nanoTime();
    control.accountWithTasks("busy@example.com", 100_000);
    String busy = todoist.connect("busy@example.com").access();
    assertThat(todoist.read(busy, "*").path("items").size()).isEqualTo(100_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }
}
