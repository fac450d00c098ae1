package oo.signals;

/** What the bus carries: what happened at a source, and what a person did with a tip. */
public sealed interface BusEvent permits NormalizedEvent, Feedback {}
