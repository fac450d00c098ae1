package oo.auth.session;

import java.time.Instant;
import oo.host.base.SessionId;
import oo.host.base.UserId;

/**
 * A session's row when it was last touched.
 *
 * @param used the newest generation that was presented; 0 at the beginning
 * @param expiresAt and {@code now} are the database's time
 */
record LiveSession(UserId user, SessionId id, int used, Instant expiresAt, Instant now) {}
