package oo.auth.session;

import java.time.Instant;
import oo.host.base.SessionId;
import oo.host.base.UserId;

/**
 * A live session's row.
 *
 * @param generation of this answer
 * @param expiresAt by the database's clock
 * @param now by the database's clock
 */
record LiveSession(UserId user, SessionId id, int generation, Instant expiresAt, Instant now) {}
