package oo.connectors.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A provider's response, with any status.
 *
 * @param contentType as sent; null when absent
 * @param retryAfter how long the provider asks to wait, with any status; null when absent
 */
public record ProviderResponse(
    int status, @Nullable String contentType, @Nullable Duration retryAfter, byte[] body) {

  private static final Duration LONGEST = Duration.ofHours(24);

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /**
   * {@code Retry-After} in either form (RFC 9110, 10.2.3), limited to between a second and a day;
   * null when it is absent or malformed.
   */
  static @Nullable Duration retryAfter(@Nullable String value, Instant now) {
    if (value == null) {
      return null;
    }
    try {
      return bounded(Duration.ofSeconds(Long.parseLong(value.strip())));
    } catch (NumberFormatException e) {
      // Perhaps a date.
    } catch (ArithmeticException e) {
      return LONGEST;
    }
    try {
      var at = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
      return bounded(Duration.between(now, at.toInstant()));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
      return Duration.ofSeconds(1);
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  /** Without the body, which must not be logged. */
  @Override
  public String toString() {
    return "ProviderResponse[" + status + "]";
  }
}
