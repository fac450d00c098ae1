package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import oo.contract.Json;
import oo.contract.Problem;
import oo.host.http.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a context may hold, and what becomes of it in the database. */
final class ClientContextIT {
  private final RecommendApp app = new RecommendApp();
  private Person ann;

  @BeforeEach
  void hasTasks() {
    ann = app.person();
    ann.open(ann.connect("1"), Map.of("t1", "Bread"));
  }

  @AfterEach
  void close() {
    app.close();
  }

  /** A value of the context's only field, repeated so often in a list, and the answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1 | ok",
        "-1.5 | 1 | ok",
        "1e3 | 1 | ok",
        "0.30000000000000004 | 100 | ok",
        "1E-7 | 100 | ok",
        "9007199254740993 | 100 | ok",
        "-123456789012345678901234567890123456789 | 50 | ok",
        "1E38 | 90 | ok",
        "1E38 | 200 | context_too_large",
        "-1E-30 | 200 | context_too_large",
        "1E308 | 1 | bad_context",
        "1E308 | 600 | bad_context",
        "-1E308 | 1 | bad_context",
        "1E-308 | 1 | bad_context",
        "4.9E-324 | 1 | bad_context",
        "1E999 | 1 | bad_context",
        "-1E999 | 1 | bad_context",
        "1E999999999 | 1 | bad_context",
        "1E-999999999 | 1 | ok",
        "12345678901234567890123456789012345678901 | 1 | bad_body",
        "'\"1E308\"' | 300 | ok",
        "'{\"a\":[1E308]}' | 1 | bad_context",
        "'[[[[1E308]]]]' | 1 | bad_context",
        "'{\"a\":1,\"a\":2}' | 1 | bad_body",
        "'\"\\u0000\"' | 1 | bad_context",
        "'\"\\ud83d\"' | 1 | bad_body",
        "NaN | 1 | bad_body",
        "Infinity | 1 | bad_body",
        "01 | 1 | bad_body",
        "true | 800 | ok",
        "null | 900 | context_too_large",
      })
  void aContextIsStoredAsLargeAsItWasSent(String value, int times, String answer) {
    String list = String.join(",", Collections.nCopies(times, value));

    assertThat(code(ann.ask("{\"context\":{\"x\":[" + list + "]}}"))).isEqualTo(answer);

    assertThat(app.count("decision where octet_length(client_context::text) > 4096 * 1.5"))
        .isZero();
    assertThat(app.count("decision")).isEqualTo(answer.equals("ok") ? 1 : 0);
  }

  @Test
  void depthAndLongNamesAreBounded() {
    assertThat(code(ann.ask("{\"context\":{\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}}")))
        .isEqualTo("bad_body");
    assertThat(code(ann.ask("{\"context\":{\"" + "k".repeat(4091) + "\":1}}")))
        .isEqualTo("context_too_large");
    assertThat(code(ann.ask("{\"context\":{\"x\":" + "[".repeat(20) + "]".repeat(20) + "}}")))
        .isEqualTo("ok");
  }

  private static String code(Reply reply) {
    return reply.status() == 200
        ? "ok"
        : Json.mapper().readValue(reply.body(), Problem.class).code();
  }
}
