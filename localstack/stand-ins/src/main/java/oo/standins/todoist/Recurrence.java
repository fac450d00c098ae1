package oo.standins.todoist;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a due date moves on when a recurring task is closed: {@code every} counts from the date it
 * had and skips what is past, {@code every!} counts from the day of closing.
 */
final class Recurrence {

  private static final Pattern COUNTED =
      Pattern.compile("(?:(\\d{1,3}|other) )?(day|week|month|quarter|year)s?");
  private static final Pattern MONTH_DAY = Pattern.compile("(\\d{1,2})(?:st|nd|rd|th)?");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final Map<String, String> SHORT =
      Map.of(
          "daily", "every day",
          "weekly", "every week",
          "monthly", "every month",
          "quarterly", "every quarter",
          "yearly", "every year");

  private enum Unit {
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR
  }

  private final boolean fromClosing;
  private final @Nullable Unit unit;
  private final int count;
  private final Predicate<LocalDate> fits;

  private Recurrence(
      boolean fromClosing, @Nullable Unit unit, int count, Predicate<LocalDate> fits) {
    this.fromClosing = fromClosing;
    this.unit = unit;
    this.count = count;
    this.fits = fits;
  }

  /**
   * Understands English words such as "every 2 weeks", "every! 3 days", "every mon, thu", "every
   * 15th"; no time.
   */
  static Optional<Recurrence> parse(String words) {
    String typed = words.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    String text = SHORT.getOrDefault(typed, typed);
    boolean fromClosing = text.startsWith("every! ") || text.startsWith("after ");
    if (!fromClosing && !text.startsWith("every ")) {
      return Optional.empty();
    }
    return rule(fromClosing, text.substring(text.indexOf(' ') + 1));
  }

  private static Optional<Recurrence> rule(boolean fromClosing, String rest) {
    Matcher counted = COUNTED.matcher(rest);
    if (counted.matches()) {
      String number = counted.group(1);
      int count = number == null ? 1 : number.equals("other") ? 2 : Integer.parseInt(number);
      Unit unit = Unit.valueOf(counted.group(2).toUpperCase(Locale.ROOT));
      return count == 0
          ? Optional.empty()
          : Optional.of(new Recurrence(fromClosing, unit, count, day -> true));
    }
    return days(rest).map(fits -> new Recurrence(fromClosing, null, 1, fits));
  }

  private static Optional<Predicate<LocalDate>> days(String rest) {
    if (rest.equals("weekday") || rest.equals("workday")) {
      return Optional.of(day -> day.getDayOfWeek().getValue() <= 5);
    }
    if (rest.equals("weekend")) {
      return Optional.of(day -> day.getDayOfWeek() == DayOfWeek.SATURDAY);
    }
    if (rest.equals("last day")) {
      return Optional.of(day -> day.getDayOfMonth() == day.lengthOfMonth());
    }
    Matcher monthDay = MONTH_DAY.matcher(rest);
    if (monthDay.matches()) {
      int wanted = Integer.parseInt(monthDay.group(1));
      return wanted < 1 || wanted > 31
          ? Optional.empty()
          : Optional.of(day -> day.getDayOfMonth() == Math.min(wanted, day.lengthOfMonth()));
    }
    return weekdays(rest).or(() -> yearly(rest));
  }

  private static Optional<Predicate<LocalDate>> weekdays(String rest) {
    Set<DayOfWeek> wanted = EnumSet.noneOf(DayOfWeek.class);
    for (String word : rest.split(",| and ", -1)) {
      Optional<DayOfWeek> day = weekday(word.strip());
      if (day.isEmpty()) {
        return Optional.empty();
      }
      wanted.add(day.get());
    }
    return Optional.of(day -> wanted.contains(day.getDayOfWeek()));
  }

  /** A day's name, whole or its first three letters or more. */
  static Optional<DayOfWeek> weekday(String word) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> word.length() >= 3 && day.name().toLowerCase(Locale.ROOT).startsWith(word))
        .findFirst();
  }

  private static Optional<Predicate<LocalDate>> yearly(String rest) {
    String[] words = rest.split(" ", -1);
    if (words.length != 2) {
      return Optional.empty();
    }
    boolean monthFirst = MONTHS.indexOf(shortened(words[0])) >= 0;
    int month = MONTHS.indexOf(shortened(monthFirst ? words[0] : words[1])) + 1;
    Matcher day = MONTH_DAY.matcher(monthFirst ? words[1] : words[0]);
    if (month == 0 || !day.matches()) {
      return Optional.empty();
    }
    int wanted = Integer.parseInt(day.group(1));
    if (wanted < 1 || wanted > java.time.Month.of(month).maxLength()) {
      return Optional.empty();
    }
    MonthDay each = MonthDay.of(month, wanted);
    return Optional.of(date -> date.equals(each.atYear(date.getYear())));
  }

  private static String shortened(String month) {
    return month.substring(0, Math.min(3, month.length()));
  }

  /** The first date of the series, not before {@code today}. */
  LocalDate first(LocalDate today) {
    LocalDate day = today;
    while (!fits.test(day)) {
      day = day.plusDays(1);
    }
    return day;
  }

  /** The date after {@code due}, for a task that is closed on {@code today}. */
  LocalDate next(LocalDate due, LocalDate today) {
    LocalDate after = fromClosing ? today : due.isAfter(today) ? due : today;
    if (unit == null) {
      return first(after.plusDays(1));
    }
    if (fromClosing) {
      return step(unit, today, count);
    }
    LocalDate day = due;
    for (int n = 1; !day.isAfter(after); n++) {
      // From the date itself each time, or the 31st would end as the 28th for good.
      day = step(unit, due, (long) n * count);
    }
    return day;
  }

  private static LocalDate step(Unit unit, LocalDate from, long count) {
    return switch (unit) {
      case DAY -> from.plusDays(count);
      case WEEK -> from.plusWeeks(count);
      case MONTH -> from.plusMonths(count);
      case QUARTER -> from.plusMonths(3 * count);
      case YEAR -> from.plusYears(count);
    };
  }
}
