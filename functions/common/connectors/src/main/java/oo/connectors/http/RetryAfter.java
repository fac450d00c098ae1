package oo.connectors.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How long a provider asks to wait. */
public final class RetryAfter {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Pattern NUMBER =
      Pattern.compile("\\+?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)");

  /** Of RFC 9110, 5.6.7, without the form whose year has two digits. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ROOT)
              .withZone(ZoneOffset.UTC));

  private RetryAfter() {}

  /**
   * Seconds, also with a fraction, or a date (RFC 9110, 10.2.3): above zero, and a day at most.
   * Null when it is absent, malformed, or over.
   */
  static @Nullable Duration header(@Nullable String value, Instant now) {
    String text = value == null ? "" : value.strip();
    if (NUMBER.matcher(text).matches()) {
      return seconds(Double.parseDouble(text));
    }
    for (DateTimeFormatter format : DATES) {
      try {
        Duration wait = Duration.between(now, ZonedDateTime.parse(text, format).toInstant());
        return seconds(wait.toMillis() / 1000.0);
      } catch (DateTimeException | ArithmeticException e) {
        // Another form, or none.
      }
    }
    return null;
  }

  /**
   * {@code error_extra.retry_after} or {@code retry_after} of an error's JSON, with the bounds of
   * the header. Null when it has none.
   */
  public static @Nullable Duration body(@Nullable JsonNode error) {
    if (error == null) {
      return null;
    }
    JsonNode inner = error.path("error_extra").path("retry_after");
    JsonNode said = inner.isMissingNode() ? error.path("retry_after") : inner;
    if (said.isNumber()) {
      return seconds(
          said.isIntegralNumber() ? said.bigIntegerValue().doubleValue() : said.doubleValue());
    }
    return said.isString() && NUMBER.matcher(said.stringValue().strip()).matches()
        ? seconds(Double.parseDouble(said.stringValue().strip()))
        : null;
  }

  static @Nullable Duration longer(@Nullable Duration a, @Nullable Duration b) {
    return a == null || (b != null && b.compareTo(a) > 0) ? b : a;
  }

  private static @Nullable Duration seconds(double seconds) {
    if (!(seconds > 0)) {
      return null;
    }
    return seconds >= LONGEST.toSeconds()
        ? LONGEST
        : Duration.ofMillis(Math.max(1, (long) Math.ceil(seconds * 1000)));
  }
}
