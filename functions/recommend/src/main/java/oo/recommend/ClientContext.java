package oo.recommend;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.http.Refused;
import oo.signals.user.UserStore;
import org.jspecify.annotations.Nullable;

/**
 * The context that the page sent. It is untrusted; only its size and storability are checked. What
 * is stored is as large as what was sent: jsonb writes a number with all its digits.
 *
 * @param values any JSON
 * @param sentZone {@code values.zone} when it is a zone
 */
record ClientContext(Map<String, Object> values, @Nullable ZoneId sentZone) {
  private static final int MAX_BYTES = 4096;

  /**
   * @throws Refused 400 when it is too large or cannot be stored
   */
  static ClientContext of(@Nullable Map<String, Object> sent) {
    Map<String, Object> values = sent == null ? Map.of() : sent;
    if (!storable(values)) {
      throw Refused.badRequest(
          "bad_context", "The context holds a character that is no text: NUL or half a pair.");
    }
    if (size(values) > MAX_BYTES) {
      throw Refused.badRequest(
          "context_too_large",
          "The context is at most 4 KB of JSON, with its numbers written out.");
    }
    if (!(values.getOrDefault("zone", "") instanceof String zone)) {
      throw Refused.badRequest("bad_context", "$.context.zone must be text.");
    }
    return new ClientContext(values, UserStore.zone(zone).orElse(null));
  }

  /** The page's zone; UTC when it sent none. */
  ZoneId zone() {
    return sentZone == null ? ZoneOffset.UTC : sentZone;
  }

  /** jsonb holds any text but NUL and halves of surrogate pairs, in names as in values. */
  private static boolean storable(@Nullable Object value) {
    return switch (value) {
      case String text ->
          text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
      case Map<?, ?> object ->
          object.keySet().stream().allMatch(ClientContext::storable)
              && object.values().stream().allMatch(ClientContext::storable);
      case List<?> list -> list.stream().allMatch(ClientContext::storable);
      case null, default -> true;
    };
  }

  /** Bytes of the value as JSON, its numbers without exponents, as jsonb returns them. */
  private static int size(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object ->
          object.entrySet().stream()
                  .mapToInt(entry -> size(entry.getKey()) + 1 + size(entry.getValue()))
                  .sum()
              + punctuation(object.size());
      case List<?> list ->
          list.stream().mapToInt(ClientContext::size).sum() + punctuation(list.size());
      case Number number -> digits(number);
      case null, default -> Json.mapper().writeValueAsBytes(value).length;
    };
  }

  /** Two brackets, and the commas between. */
  private static int punctuation(int entries) {
    return 2 + Math.max(0, entries - 1);
  }

  private static int digits(Number number) {
    // Not finite: larger than any number that jsonb holds.
    boolean finite = !(number instanceof Double d) || Double.isFinite(d);
    int digits = finite ? new BigDecimal(number.toString()).toPlainString().length() : MAX_BYTES;
    if (digits > Json.MAX_NUMBER) {
      throw Refused.badRequest(
          "bad_context",
          "The context holds a number of more than "
              + Json.MAX_NUMBER
              + " digits. Send it as text.");
    }
    return digits;
  }
}
