package oo.server.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import oo.server.operator.Commands.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceCommandTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @TempDir Path folder;
  private final Map<String, String> settings = new HashMap<>();

  @Test
  void theLinesOfAllFilesComeInTheOrderOfTime() throws Exception {
    Path log = folder.resolve("oo.log");
    Files.writeString(log, line("03:00:03", "deliver_completions", "ok", ""));
    Files.writeString(
        folder.resolve("oo.log.1"),
        line("03:00:02", "complete", "503", ",\"ms\":12,\"reason\":\"A at B.java:7\"")
            + line("03:00:02", "profile", "200", "").replace(TRACE, TRACE.replace('4', '5')));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("oo.log.2.gz")))) {
      out.write(line("03:00:01", "recommend", "200", ",\"tip\":\"shown\"").getBytes(UTF_8));
    }
    Files.writeString(folder.resolve("oo.log.bak"), line("02:00:00", "backup", "ok", ""));
    settings.put("LOG_FILE", log.toString());

    assertThat(trace("", TRACE))
        .isEqualTo(
            new Outcome(
                0,
                """
                2026-11-28T03:00:01Z recommend 200; tip shown
                2026-11-28T03:00:02Z complete 503 in 12 ms; reason A at B.java:7
                2026-11-28T03:00:03Z deliver_completions ok
                """,
                ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "server-1  | %s",
        "server-1  | 2026-11-28T03:00:01.000000000Z %s",
        "Nov 28 03:00:01 vm java[7]: %s"
      })
  void theWayThatALogIsPrintedDoesNotMatter(String prefix) {
    String input = prefix.formatted(line("03:00:01", "complete", "200", ""));

    assertThat(trace(input, TRACE, "-").out()).isEqualTo("2026-11-28T03:00:01Z complete 200\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4BF92F3577B34DA6A3CE929D0E0E4736",
        " 4bf92f3577b34da6a3ce929d0e0e4736 ",
        "Reference 4bf92f3577b34da6a3ce929d0e0e4736",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void aReferenceIsFoundAsAPersonCopiesIt(String reference) {
    assertThat(trace(line("03:00:01", "complete", "200", ""), reference, "-").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl",
        "__Host-oo-access=abc123secret",
        "Bearer abc123secret",
        "ada.secret@example.org",
        "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
      })
  void whatALogMustNotHoldIsNotPrinted(String secret) {
    String input =
        line("03:00:01", "complete", "500", ",\"reason\":\"X " + secret + " at Y.java:1\"")
            + line("03:00:02", "complete", "500", ",\"title\":\"Buy " + secret + "\"")
            + line("03:00:03", secret, "500", "")
            + "GET /x?trace="
            + TRACE
            + "&token="
            + secret
            + "\n"
            + "{\"trace\":\""
            + TRACE
            + "\",\"cookie\":\""
            + secret
            + "\"}\n";

    Outcome outcome = trace(input, TRACE, "-");

    assertThat(outcome.out())
        .hasLineCount(3)
        .doesNotContain(secret, "secret", "Buy")
        .contains("X (withheld)", " at Y.java:1");
  }

  @Test
  void aTerminalObeysNoLine() {
    String input = line("03:00:01", "complete", "500", ",\"reason\":\"\\u001b[2J\\nforged\"");

    assertThat(trace(input, TRACE, "-").out()).hasLineCount(1).doesNotContain("\u001b");
  }

  @Test
  void damagedLinesAreSkipped() {
    String good = line("03:00:01", "complete", "200", "");
    String input = good.substring(0, 60) + "\n" + TRACE + "\n{" + TRACE + "}\n\u0000" + good + good;

    assertThat(trace(input, TRACE, "-").out()).hasLineCount(1);
  }

  @Test
  void withoutALineItSaysWhereElseToLook() {
    assertThat(trace("", TRACE, "-"))
        .satisfies(outcome -> assertThat(outcome.code()).isOne())
        .satisfies(outcome ->
            assertThat(outcome.err())
                .startsWith("This log has no line of " + TRACE)
                .contains("Sentry", "collector", "AWS")
                .hasLineCount(1));
    assertThat(trace("", TRACE).err()).contains("docker compose logs", TRACE).hasLineCount(1);
    assertThat(trace("", TRACE, folder.resolve("absent").toString()).err())
        .contains("absent cannot be read.");
    assertThat(trace("", "'; drop table", "-").err()).startsWith("That is no reference");
    assertThat(trace("").code()).isEqualTo(2);
  }

  private static String line(String time, String operation, String outcome, String more) {
    return "{\"at\":\"2026-11-28T%sZ\",\"operation\":\"%s\",\"outcome\":\"%s\",\"trace\":\"%s\"%s}\n"
        .formatted(time, operation, outcome, TRACE, more);
  }

  private Outcome trace(String input, String... arguments) {
    var all = new ArrayList<>(List.of("trace"));
    all.addAll(List.of(arguments));
    return Commands.run(settings, input, all.toArray(String[]::new));
  }
}
