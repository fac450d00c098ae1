package oo.auth.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.http.Refused;
import oo.host.http.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportViolationFunctionTest {
  private final List<Map<String, Object>> log = new ArrayList<>();

  private int report(String body) {
    return Invocation.serve(
        "report_violation",
        Invocation.Entry.unseen(Trace.begin()),
        log::add,
        () -> {
          int status = new ReportViolationFunction().apply(request(body)).status();
          return new Invocation.Outcome<>(status, status);
        });
  }

  private static Request request(String body) {
    return new Request(
        "POST",
        "/api/reports",
        Map.of(),
        Map.of(),
        Map.of("Content-Type", List.of("application/csp-report")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          https://oo.example/tip.html?x=1, script-src-elem, https://evil.example:8443/a?secret=1, /tip.html, script-src-elem, evil.example
          http://localhost:8080/,          style-src-attr,  inline,                               /,         style-src-attr,  inline
          https://oo.example/other,        img-src,         data,                                 other,     img-src,         data
          not an address,                  'a b',           'two words',                          other,     other,           other
          javascript:alert(1),             "<script>",      file:///etc/passwd,                   other,     other,           file
          '',                              '',              '',                                   other,     other,           other
          """)
  void theLogSaysWhereWhatAndWhoseAndNothingElse(
      String page, String directive, String blocked, String where, String what, String whose) {
    int status =
        report(
            """
            {"csp-report": {"document-uri": "%s", "effective-directive": "%s", "blocked-uri": "%s",
             "script-sample": "secret", "original-policy": "default-src 'none'"}}
            """
                .formatted(page, directive.replace("\"", "\\\""), blocked));

    assertThat(status).isEqualTo(204);
    assertThat(log.getFirst())
        .containsEntry("page", where)
        .containsEntry("violation", what)
        .containsEntry("blocked", whose);
    assertThat(log.toString()).doesNotContain("secret", "default-src");
  }

  @Test
  void anOlderBrowsersDirectiveIsTaken() {
    report("{\"csp-report\": {\"violated-directive\": \"script-src\"}}");
    assertThat(log.getFirst()).containsEntry("violation", "script-src");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "null", "{\"csp-report\": null}", "{\"csp-report\": 1}", "<html>"})
  void whatIsNoReportIsRefused(String body) {
    assertThatThrownBy(() -> report(body))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }
}
