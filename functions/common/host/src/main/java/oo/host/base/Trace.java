package oo.host.base;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in a trace (W3C Trace Context, {@code traceparent} version 00). It is passed on from
 * the page through replies, queue messages and rows to the calls to providers.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 */
public record Trace(String traceId, String spanId) {
  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}");

  /** A new trace. */
  public static Trace begin() {
    return new Trace(hex(16), hex(8));
  }

  /** A new span of the header's trace; a new trace when the header is absent or malformed. */
  public static Trace continued(@Nullable String traceparent) {
    return parse(traceparent).map(Trace::child).orElseGet(Trace::begin);
  }

  private static Optional<Trace> parse(@Nullable String traceparent) {
    if (traceparent == null) {
      return Optional.empty();
    }
    var matcher = FORM.matcher(traceparent);
    return matcher.matches()
        ? Optional.of(new Trace(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** A new span of this trace, for an outgoing call. */
  public Trace child() {
    return new Trace(traceId, hex(8));
  }

  /** The value of a {@code traceparent} header or field. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + "-01";
  }

  private static String hex(int bytes) {
    return HexFormat.of().formatHex(Randomness.bytes(bytes));
  }
}
