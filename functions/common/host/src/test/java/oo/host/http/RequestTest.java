package oo.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"01890a5d-ac96-774b-bcce-b302099a8057", "01890A5D-AC96-774B-BCCE-B302099A8057"})
  void anIdOfThePathIsRead(String text) {
    assertThat(withPath(text).pathId("id"))
        .isEqualTo(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "01890a5dac96774bbcceb302099a8057",
        "01890a5d-ac96-774b-bcceb-302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a805g",
        "01890a5d-ac96-774b-bcce-b302099a8057 ",
        "01890a5d-ac96-774b-bcce-b302099a8057\n",
        "+1890a5d-ac96-774b-bcce-b302099a8057"
      })
  void anotherFormOfAnIdIsNotFound(String text) {
    assertThatThrownBy(() -> withPath(text).pathId("id"))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(404));
  }

  @Test
  void aFlagIsTrueOrFalseOrAbsent() {
    assertThat(withDrop(List.of("true")).flag("drop")).isTrue();
    assertThat(withDrop(List.of("false")).flag("drop")).isFalse();
    assertThat(withQuery(Map.of("other", List.of("true"))).flag("drop")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TRUE", "True", "1", "0", "yes", " true", "null", "true,true"})
  void anotherValueOfAFlagIsRefused(String value) {
    assertRefusedFlag(List.of(value));
  }

  @Test
  void aFlagThatIsSentTwiceIsRefused() {
    assertRefusedFlag(List.of("true", "true"));
    assertRefusedFlag(List.of("false", "true"));
  }

  private static void assertRefusedFlag(List<String> values) {
    assertThatThrownBy(() -> withDrop(values).flag("drop"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.detail()).isEqualTo("drop must be true or false, and sent once.");
            });
  }

  private static Request withPath(String id) {
    return new Request("GET", "/api/x", Map.of("id", id), Map.of(), Map.of(), new byte[0]);
  }

  private static Request withDrop(List<String> values) {
    return withQuery(Map.of("drop", values));
  }

  private static Request withQuery(Map<String, List<String>> query) {
    return new Request("DELETE", "/api/x", Map.of(), query, Map.of(), new byte[0]);
  }
}
