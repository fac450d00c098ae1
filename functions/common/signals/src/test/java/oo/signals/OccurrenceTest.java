package oo.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import oo.contract.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OccurrenceTest {

  @ParameterizedTest
  @CsvSource({
    "none, none",
    "'', none",
    "' \t', none",
    "2026-03-01, 2026-03-01",
    "' 2026-03-01 ', 2026-03-01",
    "2026-03-01T09:30:00, 2026-03-01T09:30:00",
    "2026-03-01T09:30, 2026-03-01T09:30:00",
    "2026-03-01t09:30:00.000000, 2026-03-01T09:30:00",
    "2026-03-01T09:30:00.25, 2026-03-01T09:30:00.25",
    "2026-03-01T08:00:00.000000Z, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00.00000Z, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00.000000000Z, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00Z, 2026-03-01T08:00:00Z",
    "2026-03-01t08:00:00z, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00Z, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00+00:00, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00-00:00, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00+0000, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00+00, 2026-03-01T08:00:00Z",
    "2026-03-01T09:00:00+01:00, 2026-03-01T08:00:00Z",
    "2026-02-28T22:30:00.000-09:30, 2026-03-01T08:00:00Z",
    "2026-03-01T08:00:00.120000Z, 2026-03-01T08:00:00.120Z"
  })
  void everySpellingOfAValueIsThatValue(String sent, String canonical) {
    assertThat(Occurrence.of(sent)).isEqualTo(new Occurrence(canonical)).hasToString(canonical);
    assertThat(Occurrence.of(canonical).text()).isEqualTo(canonical);
  }

  @Test
  void aDateAFloatingTimeAndAnInstantAreDifferentValues() {
    assertThat(
            List.of(
                    "2026-03-01",
                    "2026-03-01T00:00:00",
                    "2026-03-01T00:00:00Z",
                    "2026-03-01T00:00:00+01:00",
                    "none",
                    "every day")
                .stream()
                .map(Occurrence::of))
        .doesNotHaveDuplicates();
    assertThat(Occurrence.of(null)).isEqualTo(Occurrence.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "2026-02-30",
        "2026-13-01",
        "2026-3-1",
        "01.03.2026",
        "20260301",
        "2026-03-01T",
        "2026-03-01T25:00:00",
        "2026-03-01T08:00:00 Europe/Berlin",
        "+12026-03-01",
        "0000-03-01",
        "1772352000"
      })
  void aTextThatIsNoneOfThemEqualsItselfAlone(String sent) {
    assertThat(Occurrence.of(sent).text()).isEqualTo(sent);
    assertThat(Occurrence.of(sent)).isNotEqualTo(Occurrence.of(sent + "x"));
  }

  @Test
  void whatNoColumnHoldsIsLeftOut() {
    assertThat(Occurrence.of("2026-03-01T08:00:00.0Z\0").text()).isEqualTo("2026-03-01T08:00:00Z");
    assertThat(Occurrence.of("2026-03-01\0").text()).isEqualTo("2026-03-01");
    assertThat(Occurrence.of("x".repeat(99) + "😀").text()).isEqualTo("x".repeat(99));
    assertThat(Occurrence.of("x".repeat(1_000_000)).text()).hasSize(100);
  }

  @Test
  void aTaskOfAnOldRowReadsWithItsOccurrenceAndWithoutRelations() {
    Task task =
        Json.mapper()
            .readValue(
                """
                {"title": "T", "body": null, "source": "Todoist", "deep_link": null, "project": null, "labels": [],
                 "priority": 4, "due": {"form": "instant", "instant": "2026-03-01T08:00:00Z", "zone": "Z"},
                 "deadline": null, "recurring": true, "minutes": null,
                 "occurrence": "2026-03-01T08:00:00.000000Z", "completable": true}
                """,
                Task.class);

    assertThat(task.occurrence()).isEqualTo(new Occurrence("2026-03-01T08:00:00Z"));
    assertThat(task.parent()).isNull();
    assertThat(task.addedAt()).isNull();
    assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(task), Task.class))
        .isEqualTo(task);
  }
}
