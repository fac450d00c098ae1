package oo.connectors;

import java.time.Duration;
import java.time.Instant;
import oo.host.Trace;

/**
 * One call to a provider.
 *
 * @param now by the database's clock, for what is computed from relative times
 * @param timeout for all of it; at most what is left of the lease
 * @param trace sent along as {@code traceparent}
 */
public record Call(Instant now, Duration timeout, Trace trace) {}
