package oo.signals.hints;

import oo.host.session.UserId;
import oo.signals.ConnectionId;

/** A grant that may be due to be revoked. */
public record RevokeHint(UserId user, ConnectionId connection) {}
