package oo.signals.connection;

import java.time.Instant;
import oo.signals.ConnectionRef;

/**
 * A connection's row, locked until the transaction ends.
 *
 * @param setVersion of its set of candidates
 * @param setSize of that set
 * @param now by the database's clock
 */
public record LockedConnection(
    ConnectionRef ref, long setVersion, int setSize, boolean ended, Instant now) {}
