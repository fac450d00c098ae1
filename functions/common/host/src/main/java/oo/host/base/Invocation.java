package oo.host.base;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
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

  private final @Nullable Tracer tracer;
  private final Span span;
  private final List<Throwable> survived;
  private final Map<String, Object> notes;

  private Invocation(@Nullable Tracer tracer, Span span) {
    this.tracer = tracer;
    this.span = span;
    this.survived = Collections.synchronizedList(new ArrayList<>());
    this.notes = Collections.synchronizedMap(new LinkedHashMap<>());
  }

  /** A part of a call. */
  private Invocation(Invocation whole, Span span) {
    this.tracer = whole.tracer;
    this.span = span;
    this.survived = whole.survived;
    this.notes = whole.notes;
  }

  /** The current span of the current call; a new trace outside of a call. */
  public static SpanContext trace() {
    return CURRENT.isBound() ? CURRENT.get().span.getSpanContext() : Trace.begin();
  }

  /** The {@code traceparent} of the current call; null outside of a call. */
  public static @Nullable String traceparent() {
    return CURRENT.isBound() ? Trace.traceparent(trace()) : null;
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
   * Does a part of the current call as a span of its trace; where no spans are exported, only does
   * it. An exception marks the span as failed, by its class alone.
   */
  public static <T extends @Nullable Object, X extends Throwable> T span(
      String name, SpanKind kind, ScopedValue.CallableOp<T, X> work) throws X {
    Invocation outer = CURRENT.isBound() ? CURRENT.get() : null;
    if (outer == null || outer.tracer == null) {
      return work.call();
    }
    Span span = started(outer.tracer, name, kind, outer.span.getSpanContext());
    try {
      return ScopedValue.where(CURRENT, new Invocation(outer, span)).call(work);
    } catch (Throwable thrown) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", thrown.getClass().getName());
      throw thrown;
    } finally {
      span.end();
    }
  }

  /**
   * Adds an attribute to the current span. It must say what oO does and nothing of a person: no
   * token, task title, address, query or e-mail address.
   */
  public static void attribute(String name, String value) {
    if (CURRENT.isBound()) {
      CURRENT.get().span.setAttribute(name, value);
    }
  }

  private static Span started(
      @Nullable Tracer tracer, String name, SpanKind kind, SpanContext parent) {
    if (tracer == null) {
      return Span.wrap(parent.isValid() ? parent : Trace.begin());
    }
    return tracer
        .spanBuilder(name)
        .setSpanKind(kind)
        .setParent(Context.root().with(Span.wrap(parent)))
        .startSpan();
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

  /**
   * How a call enters a trace.
   *
   * @param tracer null where no spans are exported
   * @param span the name of the call's first span
   * @param caller the span that caused it; when it is not valid, a trace begins
   */
  public record Entry(@Nullable Tracer tracer, String span, SpanKind kind, SpanContext caller) {
    /** Without spans. */
    public static Entry unseen(SpanContext caller) {
      return new Entry(null, "", SpanKind.INTERNAL, caller);
    }
  }

  /** Serves one call and writes its log line. */
  public static <T> T serve(String operation, Entry entry, InvocationLog log, Work<T> work) {
    Span span = started(entry.tracer(), entry.span(), entry.kind(), entry.caller());
    var invocation = new Invocation(entry.tracer(), span);
    long from = System.nanoTime();
    return ScopedValue.where(CURRENT, invocation)
        .call(() -> {
          Outcome<T> outcome = work.call();
          var line = new LinkedHashMap<String, Object>();
          line.put("at", Instant.now().toString());
          line.put("operation", operation);
          line.put("outcome", outcome.label());
          line.put("ms", Math.round((System.nanoTime() - from) / 10_000.0) / 100.0);
          line.put("trace", span.getSpanContext().getTraceId());
          line.putAll(invocation.notes);
          if (InvocationLog.failed(line)) {
            line.putIfAbsent(InvocationLog.REASON, line.getOrDefault("code", "not told"));
            span.setStatus(StatusCode.ERROR);
          }
          span.setAttribute("oo.outcome", String.valueOf(outcome.label()));
          span.end();
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
