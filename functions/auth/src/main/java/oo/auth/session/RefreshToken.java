package oo.auth.session;

import oo.host.base.SessionId;
import oo.host.base.UserId;

/**
 * The content of a refresh token. {@link RefreshKeys} makes and verifies its text, which is the
 * secret.
 *
 * @param session also the id of the token family
 * @param generation from 1
 */
public record RefreshToken(UserId user, SessionId session, int generation) {}
