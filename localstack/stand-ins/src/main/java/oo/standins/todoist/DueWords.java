package oo.standins.todoist;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person types as a due date: a small part of Todoist's English. */
final class DueWords {

  private static final Pattern TIME =
      Pattern.compile("^(.*?)(?: at)? ?\\b(\\d{1,2})(?::(\\d{2}))?(?::00)? ?(am|pm)?$");
  private static final Pattern IN = Pattern.compile("in (\\d{1,3}) (day|week|month)s?");

  private DueWords() {}

  /** The due date meant, empty when the words are not understood. */
  static Optional<Due> parse(String typed, LocalDate today) {
    String words = typed.strip();
    Optional<Due> whole = day(words, words, today);
    if (whole.isPresent()) {
      return whole;
    }
    Matcher timed = TIME.matcher(words);
    if (!timed.matches() || (timed.group(3) == null && timed.group(4) == null)) {
      return Optional.empty();
    }
    String before = timed.group(1).strip();
    return time(timed)
        .flatMap(
            time ->
                day(before.isEmpty() ? "today" : before, words, today)
                    .map(due -> Due.at(due.day().atTime(time), words, due.isRecurring())));
  }

  /** The rule in a due date's words, whether or not they name a time. */
  static Optional<Recurrence> recurrence(String typed) {
    String words = typed.strip();
    Optional<Recurrence> whole = Recurrence.parse(words);
    if (whole.isPresent()) {
      return whole;
    }
    Matcher timed = TIME.matcher(words);
    return timed.matches() ? Recurrence.parse(timed.group(1)) : Optional.empty();
  }

  private static Optional<LocalTime> time(Matcher timed) {
    int hour = Integer.parseInt(timed.group(2));
    int minute = timed.group(3) == null ? 0 : Integer.parseInt(timed.group(3));
    String half = timed.group(4);
    if (half != null) {
      hour = hour % 12 + (half.equals("pm") ? 12 : 0);
    }
    return hour > 23 || minute > 59 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute));
  }

  private static Optional<Due> day(String words, String typed, LocalDate today) {
    Optional<Recurrence> recurrence = Recurrence.parse(words);
    if (recurrence.isPresent()) {
      return Optional.of(Due.on(recurrence.get().first(today), typed, true));
    }
    return once(words.toLowerCase(Locale.ROOT), today).map(day -> Due.on(day, typed, false));
  }

  private static Optional<LocalDate> once(String words, LocalDate today) {
    Optional<LocalDate> named =
        switch (words) {
          case "today", "tod" -> Optional.of(today);
          case "tomorrow", "tom" -> Optional.of(today.plusDays(1));
          case "yesterday" -> Optional.of(today.minusDays(1));
          case "next week" ->
              Optional.of(today.with(TemporalAdjusters.next(java.time.DayOfWeek.MONDAY)));
          case "next month" -> Optional.of(today.plusMonths(1));
          default -> Optional.empty();
        };
    if (named.isPresent()) {
      return named;
    }
    Matcher in = IN.matcher(words);
    if (in.matches()) {
      long count = Long.parseLong(in.group(1));
      return Optional.of(
          switch (in.group(2)) {
            case "day" -> today.plusDays(count);
            case "week" -> today.plusWeeks(count);
            default -> today.plusMonths(count);
          });
    }
    if (words.matches("\\d{4}-\\d{2}-\\d{2}")) {
      try {
        return Optional.of(LocalDate.parse(words));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    return Recurrence.weekday(words).map(day -> today.with(TemporalAdjusters.next(day)));
  }
}
