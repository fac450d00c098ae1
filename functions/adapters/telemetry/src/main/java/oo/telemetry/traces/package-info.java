/** Exports the spans of calls by OTLP. */
@NullMarked
package oo.telemetry.traces;

import org.jspecify.annotations.NullMarked;
