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
              + "|every(?<closing>!)? (?:(?<count>\\d{1,3}) )?(?<unit>[dwmy])(?:ay|eek|onth|ear)s?)"
              + "(?: (?:at )?(?<time>\\d{1,2}:\\d{2}))?");

  static Optional<DueString> parse(String typed) {
    Matcher words = FORMAT.matcher(typed.strip().toLowerCase(Locale.ROOT));
    if (!words.matches()) {
      return Optional.empty();
    }
    String day = words.group("day");
    String time = words.group("time");
    String count = words.group("count") == null ? "1" : words.group("count");
    try {
      if (day != null && day.contains("-")) {
        LocalDate.parse(day);
      }
      Period step = day == null ? Period.parse("P" + count + words.group("unit")) : null;
      return Optional.of(
              new DueString(
                  typed.strip(),
                  day,
                  step,
                  words.group("closing") != null,
                  time == null ? null : LocalTime.parse(time.length() == 4 ? "0" + time : time)))
          .filter(parsed -> step == null || !step.isZero());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
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
