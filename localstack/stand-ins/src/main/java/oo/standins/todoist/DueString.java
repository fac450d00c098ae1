package oo.standins.todoist;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A due date as a person types it: {@code today}, {@code tomorrow}, {@code 2026-03-01} or {@code
 * every 2 weeks}, then an optional time such as {@code 18:30}. Todoist itself understands much
 * more.
 *
 * @param day {@code today}, {@code tomorrow} or a date; null when it recurs
 * @param step from one date to the next; null when it does not recur
 * @param fromClosing {@code every!}: counts from the day on which the task is closed
 */
record DueString(
    String typed,
    @Nullable String day,
    @Nullable Period step,
    boolean fromClosing,
    @Nullable LocalTime time) {
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?:(?<day>today|tomorrow|\\d{4}-\\d{2}-\\d{2})"
              + "|every(?<closing>!)? (?:(?<count>\\d{1,3}) )?(?<unit>day|week|month|year)s?)"
              + "(?: (?:at )?(?<hour>\\d{1,2}):(?<minute>\\d{2}))?");

  static Optional<DueString> parse(String typed) {
    Matcher words = FORMAT.matcher(typed.strip().toLowerCase(Locale.ROOT));
    if (!words.matches()) {
      return Optional.empty();
    }
    try {
      String day = words.group("day");
      if (day != null && day.contains("-")) {
        LocalDate.parse(day);
      }
      Period step = day == null ? step(words) : null;
      LocalTime time =
          words.group("hour") == null
              ? null
              : LocalTime.of(
                  Integer.parseInt(words.group("hour")), Integer.parseInt(words.group("minute")));
      return step != null && step.isZero()
          ? Optional.empty()
          : Optional.of(
              new DueString(typed.strip(), day, step, words.group("closing") != null, time));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Period step(Matcher words) {
    int count = words.group("count") == null ? 1 : Integer.parseInt(words.group("count"));
    return switch (words.group("unit")) {
      case "day" -> Period.ofDays(count);
      case "week" -> Period.ofWeeks(count);
      case "month" -> Period.ofMonths(count);
      default -> Period.ofYears(count);
    };
  }

  boolean isRecurring() {
    return step != null;
  }

  /** The due date of a task that is made today. */
  TodoistDue due(LocalDate today) {
    LocalDate first =
        day == null || day.equals("today")
            ? today
            : day.equals("tomorrow") ? today.plusDays(1) : LocalDate.parse(day);
    return time == null
        ? TodoistDue.on(first, typed, isRecurring())
        : TodoistDue.at(first.atTime(time), null, typed, isRecurring());
  }

  /** The date after {@code due}, for a recurring task that is closed today. */
  LocalDate next(LocalDate due, LocalDate today) {
    Period each = step == null ? Period.ofDays(1) : step;
    if (fromClosing) {
      return today.plus(each);
    }
    LocalDate next = due;
    for (int n = 1; !next.isAfter(due) || !next.isAfter(today); n++) {
      // From the due date each time: steps of a month from the 31st must not stay on the 28th.
      next = due.plus(each.multipliedBy(n));
    }
    return next;
  }
}
