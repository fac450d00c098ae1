package oo.standins.todoist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {

  /** 2026-03-04 is a Wednesday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every day          | 2026-03-04 | 2026-03-04 | 2026-03-05
          daily              | 2026-03-04 | 2026-03-04 | 2026-03-05
          every day          | 2026-02-20 | 2026-03-04 | 2026-03-05
          every day          | 2026-03-09 | 2026-03-04 | 2026-03-10
          every 3 days       | 2026-03-01 | 2026-03-04 | 2026-03-07
          every other day    | 2026-03-03 | 2026-03-04 | 2026-03-05
          every week         | 2026-02-18 | 2026-03-04 | 2026-03-11
          every 2 weeks      | 2026-03-04 | 2026-03-04 | 2026-03-18
          every weekday      | 2026-03-06 | 2026-03-06 | 2026-03-09
          every mon, thu     | 2026-03-02 | 2026-03-04 | 2026-03-05
          every friday       | 2026-03-06 | 2026-03-06 | 2026-03-13
          every month        | 2026-01-31 | 2026-01-31 | 2026-02-28
          every month        | 2026-01-31 | 2026-03-04 | 2026-03-31
          every 15th         | 2026-02-15 | 2026-03-04 | 2026-03-15
          every last day     | 2026-01-31 | 2026-01-31 | 2026-02-28
          every quarter      | 2026-03-04 | 2026-03-04 | 2026-06-04
          every year         | 2024-02-29 | 2026-03-04 | 2027-02-28
          every 5 jan        | 2026-01-05 | 2026-03-04 | 2027-01-05
          every! 3 days      | 2026-02-01 | 2026-03-04 | 2026-03-07
          every! week        | 2026-03-20 | 2026-03-04 | 2026-03-11
          after 10 days      | 2026-03-01 | 2026-03-04 | 2026-03-14
          """)
  void movesOn(String words, LocalDate due, LocalDate today, LocalDate next) {
    assertThat(Recurrence.parse(words).orElseThrow().next(due, today)).isEqualTo(next);
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
  void leavesOtherWordsAlone(String words) {
    assertThat(Recurrence.parse(words)).isEmpty();
  }

  @Test
  void keepsTheTimeOfDay() {
    LocalDate today = LocalDate.parse("2026-03-04");
    Due due = DueWords.parse("every day at 9am", today).orElseThrow();
    assertThat(due.date()).isEqualTo("2026-03-04T09:00:00.000000");
    assertThat(due.moveTo(today.plusDays(1)).date()).isEqualTo("2026-03-05T09:00:00.000000");
  }

  @Test
  void keepsTheLocalTimeOfAnInstantWhenTheClocksChange() {
    Due due =
        Due.at(
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
          yesterday        | 2026-03-03
          wed              | 2026-03-11
          in 2 weeks       | 2026-03-18
          2026-12-24       | 2026-12-24
          tomorrow 18:30   | 2026-03-05T18:30:00.000000
          today at 12am    | 2026-03-04T00:00:00.000000
          7pm              | 2026-03-04T19:00:00.000000
          2026-12-24 06:05 | 2026-12-24T06:05:00.000000
          """)
  void understandsWords(String words, String date) {
    assertThat(DueWords.parse(words, LocalDate.parse("2026-03-04")).orElseThrow().date())
        .isEqualTo(date);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "2026-02-30", "25:00", "today at 13:99", "99"})
  void doesNotGuess(String words) {
    assertThat(DueWords.parse(words, LocalDate.parse("2026-03-04"))).isEmpty();
  }
}
