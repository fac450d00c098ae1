package oo.signals;

import org.jspecify.annotations.Nullable;

/** What the bus carries: what happened at a source, and what a person did with a tip. */
public sealed interface BusEvent permits NormalizedEvent, Feedback {

  /** Of the record's form, so that a later one can be told from it. */
  int schema();

  /** Of the call that made it (W3C Trace Context); null when no call did. */
  @Nullable String traceparent();
}
