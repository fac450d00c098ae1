package oo.signals;

import oo.host.base.UserId;

/** A connection, with its user: the key of everything that hangs on it. */
public record ConnectionRef(UserId user, ConnectionId connection) {}
