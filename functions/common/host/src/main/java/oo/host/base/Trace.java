package oo.host.base;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes W3C Trace Context. A trace is passed on from the page through rows and queue
 * messages; it is never sent to a provider.
 */
public final class Trace {
  /** Of a {@code tracestate}, in characters: what W3C asks to pass on. More is dropped. */
  private static final int MAX_STATE = 512;

  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  private Trace() {}

  /** A new trace, which nothing records. */
  public static SpanContext begin() {
    return SpanContext.create(
        Randomness.hex(16), Randomness.hex(8), TraceFlags.getDefault(), TraceState.getDefault());
  }

  /**
   * The caller's span; not valid when {@code traceparent} is absent or malformed. A malformed or
   * too long {@code tracestate} is dropped alone.
   */
  public static SpanContext parse(@Nullable String traceparent, @Nullable String tracestate) {
    var sent = new HashMap<String, String>();
    sent.put(PARENT, traceparent);
    sent.put(STATE, tracestate == null || tracestate.length() > MAX_STATE ? null : tracestate);
    return Span.fromContext(
            W3CTraceContextPropagator.getInstance().extract(Context.root(), sent, Fields.INSTANCE))
        .getSpanContext();
  }

  /** The value of a {@code traceparent} header or field. */
  public static String traceparent(SpanContext trace) {
    return written(trace).getOrDefault(PARENT, "");
  }

  /** The value of a {@code tracestate} header or field; empty without one. */
  public static String tracestate(SpanContext trace) {
    return written(trace).getOrDefault(STATE, "");
  }

  private static Map<String, String> written(SpanContext trace) {
    var written = new HashMap<String, String>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(Span.wrap(trace)),
            written,
            (into, name, value) -> written.put(name, value));
    return written;
  }

  private enum Fields implements TextMapGetter<Map<String, String>> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Map<String, String> sent) {
      return sent.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> sent, String key) {
      return sent == null ? null : sent.get(key);
    }
  }
}
