package oo.auth.session;

import oo.host.base.SessionId;
import oo.host.base.UserId;

/**
 * What a refresh token says. Its text, which is the secret, is {@link RefreshKeys}' matter.
 *
 * @param session also the family's id
 * @param generation from 1
 */
public record RefreshToken(UserId user, SessionId session, int generation) {}
