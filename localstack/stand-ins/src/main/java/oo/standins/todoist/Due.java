package oo.standins.todoist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * When a task is due, as Todoist sends it.
 *
 * @param date {@code 2026-03-01}, {@code 2026-03-01T12:00:00.000000} for a time that moves with the
 *     person, or the same with {@code Z} for an instant, whose zone is then {@code timezone}
 * @param string what the person typed
 */
record Due(
    String date, @Nullable String timezone, String string, String lang, boolean isRecurring) {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  static Due on(LocalDate day, String string, boolean recurring) {
    return new Due(day.toString(), null, string, "en", recurring);
  }

  static Due at(LocalDateTime floating, String string, boolean recurring) {
    return new Due(MICROS.format(floating), null, string, "en", recurring);
  }

  static Due at(LocalDateTime local, ZoneId zone, String string, boolean recurring) {
    LocalDateTime utc = local.atZone(zone).withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
    return new Due(MICROS.format(utc) + "Z", zone.getId(), string, "en", recurring);
  }

  /** The day on which the person sees it. */
  LocalDate day() {
    if (!date.contains("T")) {
      return LocalDate.parse(date);
    }
    if (!date.endsWith("Z")) {
      return LocalDateTime.parse(date).toLocalDate();
    }
    ZoneId zone = timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
    return Instant.parse(date).atZone(zone).toLocalDate();
  }

  /** The same time of the day, at another day. */
  Due moveTo(LocalDate day) {
    String moved;
    if (!date.contains("T")) {
      moved = day.toString();
    } else if (!date.endsWith("Z")) {
      moved = MICROS.format(LocalDateTime.parse(date).with(day));
    } else {
      ZoneId zone = timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
      moved =
          MICROS.format(
                  Instant.parse(date)
                      .atZone(zone)
                      .with(day)
                      .withZoneSameInstant(ZoneOffset.UTC)
                      .toLocalDateTime())
              + "Z";
    }
    return new Due(moved, timezone, string, lang, isRecurring);
  }
}
