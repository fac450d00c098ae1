package oo.connectors.todoist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import oo.connectors.Connector;
import oo.connectors.ContractFixture;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.FetchResult;
import oo.connectors.LyingProxy.Answer;
import oo.connectors.ProviderFailure;
import oo.connectors.TestProvider;
import oo.connectors.TestProvider.Endpoint;
import oo.signals.Due;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Occurrence;
import oo.signals.Task;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whatever Todoist's lists hold, what can be read is read, in bounded memory. */
final class TodoistBorderIT extends ContractFixture {
  private static final String GOOD =
      "{\"id\":\"good%s\",\"content\":\"Good\",\"checked\":false,\"is_deleted\":false}";

  /** For 256 MiB on a busy machine. */
  private static final Duration LONG = Duration.ofMinutes(1);

  @AutoClose private static final TodoistTestProvider todoist = new TodoistTestProvider();

  @Override
  protected TestProvider source() {
    return todoist;
  }

  /** A list as Todoist sends it, with other items. */
  private static Answer list(String items) {
    return Answer.json(
        200,
        "{\"full_sync\":true,\"sync_token\":\"t1\",\"projects\":[],\"items\":[" + items + "]}");
  }

  private void answers(Answer answer) {
    proxy().lie(source().request(Endpoint.READ), answer);
  }

  private static String item(String fields) {
    return "{\"id\":\"a\",\"content\":\"A\"," + fields + "}";
  }

  @Test
  void aBadAppleStopsNoOther() {
    Credential credential = granted().credential();
    for (String bad :
        List.of(
            "null",
            "7",
            "\"x\"",
            "[]",
            "{}",
            "{\"id\":null,\"content\":\"x\"}",
            "{\"id\":7,\"content\":\"x\"}",
            "{\"id\":\"\",\"content\":\"x\"}",
            "{\"id\":\"a\\u0000\",\"content\":\"x\"}",
            "{\"id\":\"" + "x".repeat(101) + "\",\"content\":\"x\"}",
            "{\"id\":\"a\"}",
            "{\"id\":\"a\",\"content\":null}",
            "{\"id\":\"a\",\"content\":7}",
            "{\"id\":\"a\" \"content\"}",
            "{\"id\":\"a\",\"content\":\"\\q\"}",
            "{\"id\":\"a\",\"content\":\"\u00e4\"}",
            item("\"due\":\"tomorrow\""),
            item("\"due\":[]"),
            item("\"due\":{\"date\":7}"),
            item("\"due\":{\"date\":\"2026-03-01\",\"is_recurring\":\"yes\"}"),
            item("\"is_deleted\":1"),
            item("\"content\":\"B\""),
            "{\"id\":\"a\",\"content\":\"A\",\"checked\":\"no\"}",
            item("\"parent_id\":{}"),
            item("\"parent_id\":7"),
            item("\"responsible_uid\":7"),
            item("\"more\":" + "[".repeat(2_000) + "]".repeat(2_000)),
            item("\"more\":" + "{\"a\":".repeat(200_000) + "1" + "}".repeat(200_000)),
            item("\"description\":\"" + "x".repeat(300_000) + "\""))) {
      answers(
          Answer.json(200, "")
              .saying(
                  list(GOOD.formatted(1) + "," + bad + "," + GOOD.formatted(2))
                      .text()
                      .getBytes(ISO_8859_1)));
      FetchResult fetched = read(credential, null);
      assertThat(subjects(fetched)).as(start(bad)).containsExactly("good1", "good2");
      assertThat(fetched.unreadable()).as(start(bad)).isEqualTo(1);
      assertThat(fetched.full()).isTrue();
      fetched.close();
    }
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 80));
  }

  @Test
  void aBadFieldThatIsNotNeededIsDropped() {
    Credential credential = granted().credential();
    for (String fields :
        List.of(
            "\"labels\":null",
            "\"labels\":[null,7,{}]",
            "\"labels\":\"x\"",
            "\"priority\":\"high\"",
            "\"priority\":1e30",
            "\"deadline\":\"soon\"",
            "\"deadline\":{\"date\":7}",
            "\"duration\":5",
            "\"duration\":{\"amount\":\"x\",\"unit\":[]}",
            "\"description\":{}",
            "\"project_id\":[]",
            "\"section_id\":7",
            "\"child_order\":\"first\"",
            "\"added_at\":7",
            "\"updated_at\":{}",
            "\"completed_at\":[]",
            "\"due\":null",
            "\"new\":{\"a\":[1]}")) {
      answers(list(item(fields)));
      FetchResult fetched = read(credential, null);
      assertThat(fetched.unreadable()).as(fields).isZero();
      Task task = task(fetched, "a");
      assertThat(task.labels()).as(fields).isEmpty();
      assertThat(task.due()).as(fields).isNull();
    }
    answers(list(item("\"due\":{\"date\":\"2026-03-01\\u0000\",\"timezone\":7}")));
    Task task = task(read(credential, null), "a");
    assertThat(task.due()).isEqualTo(new Due.OnDate(LocalDate.parse("2026-03-01")));
    assertThat(task.occurrence()).isEqualTo(new Occurrence("2026-03-01"));
  }

  @Test
  void textsAreCutAtTheirLimits() {
    Credential credential = granted().credential();
    String long1 = "\\u0000\\ud800" + "x".repeat(20_000);
    answers(
        Answer.json(
            200,
            "{\"full_sync\":true,\"sync_token\":\"t\",\"projects\":[{\"id\":\"p\",\"name\":\""
                + long1
                + "\"},{\"id\":null},{\"id\":\"q\",\"name\":7},7],\"items\":[{\"id\":\"a\",\"content\":\""
                + long1
                + "\",\"description\":\""
                + long1
                + "\",\"project_id\":\"p\",\"labels\":[\""
                + long1
                + "\"]}]}"));

    FetchResult fetched = read(credential, null);
    Task task = task(fetched, "a");

    assertThat(task.title()).hasSize(500).startsWith("xx");
    assertThat(task.body()).hasSize(16_383).startsWith("xx");
    assertThat(task.project()).hasSize(120).startsWith("xx");
    assertThat(task.labels().getFirst()).hasSize(128).startsWith("xx");
    assertThat(fetched.cursor()).hasSizeLessThan(1_000);
  }

  @Test
  void aListThatIsNotWholeIsNone() {
    Credential credential = granted().credential();
    todoist.add(account, "One");
    String cursor = read(credential, null).cursor();
    String whole = list(GOOD.formatted(1)).text();
    for (int length = 0; length < whole.length(); length++) {
      answers(Answer.json(200, whole.substring(0, length)));
      assertThatThrownBy(() -> read(credential, cursor)).isInstanceOf(ProviderFailure.Down.class);
    }
    for (String other :
        List.of(
            "{\"full_sync\":true,\"items\":[]}",
            "{\"full_sync\":true,\"sync_token\":null,\"items\":[]}",
            "{\"full_sync\":true,\"sync_token\":7,\"items\":[]}",
            "{\"full_sync\":true,\"sync_token\":\"\",\"items\":[]}",
            "{\"full_sync\":true,\"sync_token\":\"a b\",\"items\":[]}",
            "{\"full_sync\":true,\"sync_token\":\"t\"}",
            "{\"full_sync\":true,\"sync_token\":\"t\",\"items\":null}",
            "{\"full_sync\":true,\"sync_token\":\"t\",\"items\":{\"a\":1}}")) {
      answers(Answer.json(200, other));
      assertThatThrownBy(() -> read(credential, cursor))
          .as(other)
          .isInstanceOf(ProviderFailure.Down.class);
    }
  }

  @Test
  void whatIsNotSaidToBeFullClosesNothing() {
    Credential credential = granted().credential();
    for (String full :
        List.of("", "\"full_sync\":null,", "\"full_sync\":\"true\",", "\"full_sync\":1,")) {
      answers(Answer.json(200, "{" + full + "\"sync_token\":\"t\",\"items\":[]}"));
      assertThat(read(credential, null).full()).as(full).isFalse();
    }
  }

  @Test
  void aListWithoutProjectsLeavesTheirNames() {
    Credential credential = granted().credential();
    String task = todoist.add(account, "One");
    String cursor = read(credential, null).cursor();
    proxy()
        .change(
            source().request(Endpoint.READ),
            answer ->
                answer.saying(
                    answer.text().replace("\"projects\":", "\"other\":").getBytes(UTF_8)));
    todoist.forgetCursors(account);

    FetchResult fetched = read(credential, cursor);

    assertThat(fetched.full()).isTrue();
    assertThat(task(fetched, task).project()).isEqualTo("Inbox");
  }

  @Test
  void ofTwoItemsOfOneTaskTheLaterOneCounts() {
    Credential credential = granted().credential();
    answers(list(item("\"priority\":1") + "," + item("\"checked\":true")));

    FetchResult fetched = read(credential, null);

    assertThat(fetched.events()).hasSize(2);
    assertThat(event(fetched.events(), "a").kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void anItemThatCannotBeReadIsNoAnswerToALook() {
    Credential credential = granted().credential();
    String task = todoist.add(account, "One");
    for (String odd :
        List.of(
            "{\"id\":\"%s\"}",
            "{\"id\":\"%s\",\"error\":\"x\"}",
            "{\"id\":\"%s\",\"content\":\"x\"}",
            "{\"id\":\"%s\",\"checked\":true}",
            "{\"id\":\"%s\",\"checked\":true,\"content\":null}",
            "{\"id\":\"%s\",\"checked\":1,\"content\":\"x\"}",
            "{\"id\":\"%s\",\"checked\":true,\"content\":\"x\",\"due\":\"y\"}",
            "[{\"id\":\"%s\",\"checked\":true,\"content\":\"x\"}]",
            "{\"id\":\"other\",\"checked\":true,\"content\":\"%s\"}",
            "{\"id\":\"%s\",\"checked\":true,\"content\":\"" + "x".repeat(300_000) + "\"}")) {
      proxy().lie(source().request(Endpoint.TASK), Answer.json(200, odd.formatted(task)));
      assertThat(
              connector().complete(ref, credential, null, unsure(once(task)), deadline()).outcome())
          .as(start(odd))
          .isInstanceOf(Outcome.Unknown.class);
    }
    assertThat(todoist.open(task)).isTrue();
  }

  @Test
  void aCommandWhoseListHasABadAppleLeavesItToTheNextRead() {
    Credential credential = granted().credential();
    String task = todoist.add(account, "One");
    String cursor = read(credential, null).cursor();
    proxy()
        .change(
            source().request(Endpoint.COMMAND),
            answer ->
                answer.saying(
                    answer
                        .text()
                        .replace("\"items\":[", "\"items\":[{\"id\":null},")
                        .getBytes(UTF_8)));

    DeliveryResult done = connector().complete(ref, credential, cursor, once(task), deadline());

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(done.events(), task).kind()).isEqualTo(Kind.CLOSED);
    assertThat(done.cursor()).isNull();
  }

  @Test
  void aRejectedCursorStopsNoCommand() {
    Credential credential = granted().credential();
    String task = todoist.add(account, "One");
    String foreign = "{\"token\":\"another's\",\"user\":null,\"projects\":{}}";

    DeliveryResult done = connector().complete(ref, credential, foreign, once(task), deadline());

    assertThat(done.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(done.events(), task).kind()).isEqualTo(Kind.CLOSED);
    assertThat(read(credential, foreign).full()).isTrue();
  }

  @Test
  void longListsAreReadInBoundedMemoryAndLeaveNothing() throws Exception {
    Credential credential = granted().credential();
    int items = 20_000;
    var body = new StringBuilder();
    for (int i = 0; i < items; i++) {
      body.append(i == 0 ? "" : ",").append(GOOD.formatted(i).replace("Good", "x".repeat(400)));
    }
    answers(list(body.toString()));
    try (var threads = Executors.newFixedThreadPool(4)) {
      var reads = new ArrayList<Future<Long>>();
      for (int i = 0; i < 4; i++) {
        reads.add(
            threads.submit(() -> {
              try (FetchResult fetched = read(credential, null)) {
                return fetched.events().stream().count() + fetched.events().stream().count();
              }
            }));
      }
      for (Future<Long> read : reads) {
        assertThat(read.get()).isEqualTo(2L * items);
      }
    }
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aListAboveTheLimitIsALimitAndNoOutage() throws Exception {
    byte[] item = ("," + GOOD.formatted(1)).replace("Good", "x".repeat(60_000)).getBytes(UTF_8);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      threads.execute(() -> serveForever(server, item));
      Connector connector =
          connector(Map.of("TODOIST_BACK_CHANNEL", "http://127.0.0.1:" + server.getLocalPort()));
      var credential = new Credential("a", null, null);

      assertThatThrownBy(() -> connector.fetchSignals(ref, credential, null, deadline(LONG)))
          .isInstanceOf(ProviderFailure.TooLarge.class)
          .hasMessageStartingWith("Todoist has more tasks than oO can read.");
      String cursor = new TodoistCursor("t", null, Map.of()).text();
      assertThat(connector.complete(ref, credential, cursor, once("1"), deadline(LONG)).outcome())
          .isInstanceOf(Outcome.Unknown.class);
    }
    assertThat(spooled()).isEmpty();
  }

  private static void serveForever(ServerSocket server, byte[] item) {
    while (!server.isClosed()) {
      try (var socket = server.accept()) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"items\":[1"
                .getBytes(UTF_8));
        while (true) {
          out.write(item);
        }
      } catch (IOException e) {
        // The connector read enough.
      }
    }
  }

  private static List<Path> spooled() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("oo-answer")).toList();
    }
  }
}
