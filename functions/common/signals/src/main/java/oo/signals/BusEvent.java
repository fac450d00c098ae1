package oo.signals;

import org.jspecify.annotations.Nullable;

/** What the bus carries: what happened at a source, and what a person did with a tip. */
public sealed interface BusEvent permits NormalizedEvent, Feedback {

  /** The version of the record's form. */
  int schema();

  /** The W3C Trace Context of the call that made it; null when no call did. */
  @Nullable String traceparent();
}
