package oo.standins.todoist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * When a task is due.
 *
 * @param date {@code 2026-03-01}; {@code 2026-03-01T12:00:00.000000} at any place; or, with {@code
 *     Z}, an instant
 * @param timezone of an instant
 * @param string what the person typed
 */
record TodoistDue(
    String date, @Nullable String timezone, String string, String lang, boolean isRecurring) {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  static TodoistDue on(LocalDate day, String string, boolean recurring) {
    return new TodoistDue(day.toString(), null, string, "en", recurring);
  }

  /**
   * @param zone null for a time that is the same at any place
   */
  static TodoistDue at(
      LocalDateTime local, @Nullable ZoneId zone, String string, boolean recurring) {
    if (zone == null) {
      return new TodoistDue(MICROS.format(local), null, string, "en", recurring);
    }
    String utc = MICROS.format(local.atZone(zone).withZoneSameInstant(ZoneOffset.UTC)) + "Z";
    return new TodoistDue(utc, zone.getId(), string, "en", recurring);
  }

  /** The day on which the person sees it. */
  LocalDate day() {
    return date.contains("T") ? local().toLocalDate() : LocalDate.parse(date);
  }

  /** Another day, at the same time of the day. */
  TodoistDue moveTo(LocalDate day) {
    return date.contains("T")
        ? at(local().with(day), date.endsWith("Z") ? zone() : null, string, isRecurring)
        : on(day, string, isRecurring);
  }

  private LocalDateTime local() {
    return date.endsWith("Z")
        ? LocalDateTime.ofInstant(Instant.parse(date), zone())
        : LocalDateTime.parse(date);
  }

  private ZoneId zone() {
    return timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
  }
}
