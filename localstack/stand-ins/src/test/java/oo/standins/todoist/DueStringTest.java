package oo.standins.todoist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueStringTest {

  /** 2026-03-04 is a Wednesday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every day          | 2026-03-04 | 2026-03-04 | 2026-03-05
          every day          | 2026-02-20 | 2026-03-04 | 2026-03-05
          every day          | 2026-03-09 | 2026-03-04 | 2026-03-10
          every 3 days       | 2026-03-01 | 2026-03-04 | 2026-03-07
          every week         | 2026-02-18 | 2026-03-04 | 2026-03-11
          every 2 weeks      | 2026-03-04 | 2026-03-04 | 2026-03-18
          every month        | 2026-01-31 | 2026-01-31 | 2026-02-28
          every month        | 2026-01-31 | 2026-03-04 | 2026-03-31
          every year         | 2024-02-29 | 2026-03-04 | 2027-02-28
          every! 3 days      | 2026-02-01 | 2026-03-04 | 2026-03-07
          every! week        | 2026-03-20 | 2026-03-04 | 2026-03-11
          """)
  void movesOn(String words, LocalDate due, LocalDate today, LocalDate next) {
    assertThat(DueString.parse(words).orElseThrow().next(due, today)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "every",
        "every 0 days",
        "every 32nd",
        "every blue moon",
        "tomorrow",
        "every 30 feb"
      })
  void onlyKnownStepsRecur(String words) {
    assertThat(DueString.parse(words).filter(DueString::isRecurring)).isEmpty();
  }

  @Test
  void keepsTheTimeOfDay() {
    LocalDate today = LocalDate.parse("2026-03-04");
    TodoistDue due = DueString.parse("every day at 9:00").orElseThrow().due(today);
    assertThat(due.date()).isEqualTo("2026-03-04T09:00:00.000000");
    assertThat(due.moveTo(today.plusDays(1)).date()).isEqualTo("2026-03-05T09:00:00.000000");
  }

  @Test
  void keepsTheLocalTimeOfAnInstantWhenTheClocksChange() {
    TodoistDue due =
        TodoistDue.at(
            LocalDate.parse("2026-03-28").atTime(9, 0),
            java.time.ZoneId.of("Europe/Berlin"),
            "every day at 9:00",
            true);
    assertThat(due.date()).isEqualTo("2026-03-28T08:00:00.000000Z");
    assertThat(due.moveTo(LocalDate.parse("2026-03-29")).date())
        .isEqualTo("2026-03-29T07:00:00.000000Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          today            | 2026-03-04
          tomorrow         | 2026-03-05
          2026-12-24       | 2026-12-24
          tomorrow 18:30   | 2026-03-05T18:30:00.000000
          2026-12-24 06:05 | 2026-12-24T06:05:00.000000
          """)
  void understandsWords(String words, String date) {
    assertThat(DueString.parse(words).orElseThrow().due(LocalDate.parse("2026-03-04")).date())
        .isEqualTo(date);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "2026-02-30", "25:00", "today at 13:99", "99"})
  void unknownTextIsRefused(String words) {
    assertThat(DueString.parse(words)).isEmpty();
  }
}
