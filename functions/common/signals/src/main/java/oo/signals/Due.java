package oo.signals;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When a task is due, as the provider sent it; nothing is converted before the page's zone is
 * known. "Today" depends on a zone, and a floating time has none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "form")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Due.OnDate.class, name = "date"),
  @JsonSubTypes.Type(value = Due.Floating.class, name = "floating"),
  @JsonSubTypes.Type(value = Due.At.class, name = "instant")
})
public sealed interface Due {

  /** The day on which it is due, for a person in a zone. */
  default LocalDate day(ZoneId zone) {
    return switch (this) {
      case OnDate(var date) -> date;
      case Floating(var time) -> time.toLocalDate();
      case At(var instant, var meant) -> instant.atZone(zone).toLocalDate();
    };
  }

  /** All day, wherever the person is. */
  record OnDate(LocalDate date) implements Due {}

  /** That time on the clock, wherever the person is. */
  record Floating(LocalDateTime time) implements Due {}

  /** A point in time, and the zone in which it was meant. */
  record At(Instant instant, ZoneId zone) implements Due {}

  /**
   * Reads an ISO 8601 date, or a date and time with or without an offset. Seconds and their
   * fraction of up to nine digits may be absent; {@code T} and {@code Z} may be lower case.
   *
   * @param zone in which an instant was meant
   * @return null for any other text, and for a year that is not 1 to 9999
   */
  static @Nullable Due parse(String text, ZoneId zone) {
    return DueParser.parse(text, zone);
  }
}
