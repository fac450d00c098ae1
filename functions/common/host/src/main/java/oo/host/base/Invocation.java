package oo.host.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The call that this thread serves: its trace, and the fields of its log line. */
public final class Invocation {
  /** Failures of one call that are kept. */
  private static final int SURVIVED = 10;

  private static final ScopedValue<Invocation> CURRENT = ScopedValue.newInstance();

  private final Trace trace;
  private final List<Throwable> survived = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Object> notes = Collections.synchronizedMap(new LinkedHashMap<>());

  private Invocation(Trace trace) {
    this.trace = trace;
  }

  /** The trace of the current call; a new trace outside of a call. */
  public static Trace trace() {
    return CURRENT.isBound() ? CURRENT.get().trace : Trace.begin();
  }

  /** The {@code traceparent} of the current call; null outside of a call. */
  public static @Nullable String traceparent() {
    return CURRENT.isBound() ? CURRENT.get().trace.traceparent() : null;
  }

  /** Wraps work for another thread, so that it belongs to the current call. */
  public static Runnable carried(Runnable work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    ScopedValue.Carrier call = ScopedValue.where(CURRENT, CURRENT.get());
    return () -> call.run(work);
  }

  /**
   * Adds a field to the call's log line. It must not be a token, code, cookie, task title or e-mail
   * address.
   *
   * @throws IllegalArgumentException when the line has a field of that name itself
   */
  public static void note(String field, Object value) {
    if (InvocationLog.OWN.contains(field)) {
      throw new IllegalArgumentException("A line's own field: " + field);
    }
    if (CURRENT.isBound()) {
      CURRENT.get().notes.put(field, value);
    }
  }

  /**
   * Tells the host's listeners of a failure that the call goes on after. It adds nothing to the log
   * line.
   */
  public static void survived(Throwable failure) {
    if (CURRENT.isBound() && CURRENT.get().survived.size() < SURVIVED) {
      CURRENT.get().survived.add(failure);
    }
  }

  /** The failures that the current call went on after. */
  public static List<Throwable> survived() {
    return CURRENT.isBound() ? List.copyOf(CURRENT.get().survived) : List.of();
  }

  /** Adds the user's hashed id to the call's log line. */
  public static void user(UserId user) {
    note("user", hashed(user.value()));
  }

  /** An id for logs: the first 12 hex digits of its SHA-256. */
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

  /** Serves one call and writes its log line. */
  public static <T> T serve(String operation, Trace trace, InvocationLog log, Work<T> work) {
    var invocation = new Invocation(trace);
    long from = System.nanoTime();
    return ScopedValue.where(CURRENT, invocation)
        .call(() -> {
          Outcome<T> outcome = work.call();
          var line = new LinkedHashMap<String, Object>();
          line.put("at", Instant.now().toString());
          line.put("operation", operation);
          line.put("outcome", outcome.label());
          line.put("ms", Math.round((System.nanoTime() - from) / 10_000.0) / 100.0);
          line.put("trace", trace.traceId());
          line.putAll(invocation.notes);
          if (InvocationLog.failed(line)) {
            line.putIfAbsent(InvocationLog.REASON, line.getOrDefault("code", "not told"));
          }
          log.write(line);
          return outcome.value();
        });
  }

  /** Must not throw: a failure is an outcome. */
  public interface Work<T> {
    Outcome<T> call();
  }

  /**
   * @param label the log line's {@code outcome}, e.g. an HTTP status
   */
  public record Outcome<T>(T value, Object label) {}
}
