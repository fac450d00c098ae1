package oo.host.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The call that is being served, on this thread: its trace, and what its one log line will say. */
public final class Invocation {
  private static final ScopedValue<Invocation> CURRENT = ScopedValue.newInstance();

  private final Trace trace;
  private final Map<String, Object> notes = Collections.synchronizedMap(new LinkedHashMap<>());

  private Invocation(Trace trace) {
    this.trace = trace;
  }

  /** The trace of the call being served; a new one outside of any call. */
  public static Trace trace() {
    return CURRENT.isBound() ? CURRENT.get().trace : Trace.begin();
  }

  /** The trace of the call being served, as it travels; null outside of any call. */
  public static @Nullable String traceparent() {
    return CURRENT.isBound() ? CURRENT.get().trace.traceparent() : null;
  }

  /** Work for another thread that belongs to the call being served here. */
  public static Runnable carried(Runnable work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    ScopedValue.Carrier call = ScopedValue.where(CURRENT, CURRENT.get());
    return () -> call.run(work);
  }

  /**
   * Adds a field to the call's log line. Never a token, a code, a cookie, a title or an address.
   */
  public static void note(String field, Object value) {
    if (CURRENT.isBound()) {
      CURRENT.get().notes.put(field, value);
    }
  }

  /**
   * Names the user in the call's log line, hashed: equal for equal users, and not to be turned
   * back.
   */
  public static void user(UserId user) {
    note("user", hashed(user.value()));
  }

  /** An id as it may be logged: 12 hex digits of its SHA-256. */
  public static String hashed(UUID id) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest(id.toString().getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Serves one call and writes its log line, whatever the outcome. */
  public static <T> T serve(String operation, Trace trace, InvocationLog log, Served<T> work) {
    var invocation = new Invocation(trace);
    long from = System.nanoTime();
    return ScopedValue.where(CURRENT, invocation)
        .call(
            () -> {
              Outcome<T> outcome = work.call();
              var line = new LinkedHashMap<String, Object>();
              line.put("at", Instant.now().toString());
              line.put("operation", operation);
              line.put("outcome", outcome.word());
              line.put("ms", Math.round((System.nanoTime() - from) / 10_000.0) / 100.0);
              line.put("trace", trace.traceId());
              line.putAll(invocation.notes);
              log.write(line);
              return outcome.value();
            });
  }

  /** Work that never throws: its outcome says what went wrong. */
  public interface Served<T> {
    Outcome<T> call();
  }

  public record Outcome<T>(T value, Object word) {}
}
