package oo.signals;

import oo.host.base.UserId;

/** A connection with its user: the key of all rows that refer to it. */
public record ConnectionRef(UserId user, ConnectionId connection) {}
