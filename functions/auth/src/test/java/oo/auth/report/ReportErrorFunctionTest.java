package oo.auth.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.http.Refused;
import oo.host.http.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportErrorFunctionTest {
  private static final String SECRET = "Divorce";

  private final List<Map<String, Object>> log = new ArrayList<>();

  private int report(String body) {
    return Invocation.serve(
        "report_error",
        Invocation.Entry.unseen(Trace.begin()),
        log::add,
        () -> {
          int status = new ReportErrorFunction().apply(request(body)).status();
          return new Invocation.Outcome<>(status, status);
        });
  }

  private int report(String page, String name, String message, List<String> stack) {
    return report(
        Json.mapper()
            .writeValueAsString(
                Map.of("page", page, "name", name, "message", message, "stack", stack)));
  }

  private static Request request(String body) {
    return new Request(
        "POST",
        "/api/errors",
        Map.of(),
        Map.of(),
        Map.of("Content-Type", List.of("application/json")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theLogSaysWhatFailedAndWhere() {
    int status =
        report(
            "/tip.html",
            "TypeError",
            "Cannot read properties of undefined (reading 'id')",
            List.of("look /js/tip.js:12:5", "new Taps /js/taps.js:7:3", "/js/tip.js:1:1"));

    assertThat(status).isEqualTo(204);
    assertThat(log.getFirst())
        .containsEntry("page", "/tip.html")
        .containsEntry("thrown", "TypeError")
        .containsEntry("message", "Cannot read properties of undefined (reading …")
        .containsEntry("stack", "look /js/tip.js:12:5 < new Taps /js/taps.js:7:3 < /js/tip.js:1:1");
  }

  /** A page with scripts loads what reports their errors before them, and its name is known. */
  @Test
  void everyPageWithScriptsReports() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../../static-site"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".html")).toList()) {
        String html = Files.readString(file);
        if (html.contains("<script")) {
          assertThat(html.substring(html.indexOf("<script")))
              .as(file.toString())
              .startsWith("<script type=\"module\" src=\"/js/errors.js\"></script>");
          String path = "/" + file.getFileName();
          assertThat(ReportViolationFunction.page(path)).isEqualTo(path);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "/%s.html",
        "/tip.html?title=%s",
        "%sError",
        "Error %s",
        "%s error",
        "error: '%s'",
        "{\"title\": \"%s\"}",
        "/js/%s.js:1:1",
        "a %s /js/tip.js:1:1",
        "https://oo.example/js/tip.js?%s:1:1",
        "look /js/tip.js:1:1\n%s",
        "look /js/tip.js:1:1 %s"
      })
  void noFieldCarriesAPersonsWords(String form) {
    String text = form.formatted(SECRET);

    assertThat(report(text, text, text, List.of(text))).isEqualTo(204);
    assertThat(log.toString()).doesNotContain(SECRET).doesNotContain("oo.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"page\": \"/\", \"name\": \"Error\", \"message\": \"\"}",
        "{\"page\": \"/\", \"name\": \"Error\", \"message\": \"\", \"stack\": []}",
        "{\"page\": \"/\", \"name\": \"Error\", \"message\": \"\", \"stack\": [null]}",
        "{\"page\": \"/\", \"name\": \"Error\", \"message\": null, \"stack\": [\"a\"]}",
        "{\"page\": \"/\", \"name\": 7, \"message\": \"\", \"stack\": [\"a\"]}",
        "{\"page\": \"/\", \"name\": \"Error\", \"message\": \"\", \"stack\": [\"a\"], \"user\": \"b\"}"
      })
  void whatIsNoReportIsRefused(String body) {
    refused(400, body);
  }

  @Test
  void aLongReportIsRefused() {
    refused(400, body("/".repeat(101), "Error", "", 1, 1));
    refused(400, body("/", "E".repeat(101), "", 1, 1));
    refused(400, body("/", "Error", "m".repeat(301), 1, 1));
    refused(400, body("/", "Error", "", 21, 1));
    refused(400, body("/", "Error", "", 1, 201));
    refused(413, body("/", "Error", "m".repeat(9_000), 1, 1));
    assertThat(report(body("/", "Error", "m".repeat(300), 20, 200))).isEqualTo(204);
  }

  private static String body(String page, String name, String message, int lines, int length) {
    List<String> stack = Collections.nCopies(lines, "s".repeat(length));
    return Json.mapper()
        .writeValueAsString(Map.of("page", page, "name", name, "message", message, "stack", stack));
  }

  private void refused(int status, String body) {
    assertThatThrownBy(() -> report(body))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(status));
    assertThat(log).isEmpty();
  }
}
