package oo.signals;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;

/** Reads {@link Due} from text. */
final class DueParser {
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .parseLenient()
          .appendOffset("+HH", "Z")
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private DueParser() {}

  static @Nullable Due parse(String text, ZoneId zone) {
    try {
      Due due =
          switch (ISO.parseBest(
              text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from)) {
            case OffsetDateTime at -> new Due.At(at.toInstant(), zone);
            case LocalDateTime time -> new Due.Floating(time);
            case LocalDate date -> new Due.OnDate(date);
            default -> null;
          };
      return due != null && year(due) >= 1 && year(due) <= 9999 ? due : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int year(Due due) {
    return switch (due) {
      case Due.OnDate(var date) -> date.getYear();
      case Due.Floating(var time) -> time.getYear();
      case Due.At(var instant, var zone) -> instant.atOffset(ZoneOffset.UTC).getYear();
    };
  }
}
