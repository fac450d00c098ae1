package oo.signals.connection;

import java.time.Instant;
import java.util.UUID;
import oo.signals.ConnectionRef;

/**
 * The right to talk to a connection's provider, until a time. A commit checks it by its fence; a
 * call's time-out is at most what is left of it.
 *
 * @param until by the database's clock
 * @param takenAt by the database's clock, to tell what was left when it was taken
 */
public record Lease(
    ConnectionRef connection, UUID owner, Instant takenAt, Instant until, long fence) {}
