package oo.auth.session;

import java.time.Instant;
import oo.host.base.SessionId;
import oo.host.base.UserId;

/**
 * A live session's row.
 *
 * @param used the newest generation that was presented; 0 before the first
 * @param expiresAt by the database's clock
 * @param now by the database's clock
 */
record LiveSession(UserId user, SessionId id, int used, Instant expiresAt, Instant now) {}
