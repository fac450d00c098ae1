package oo.dev.event;

import java.util.UUID;
import oo.auth.session.SessionTokens;

/**
 * Whom and what an event is about.
 *
 * @param made whether the person was not there before
 * @param tip their open decision, else their latest, else none that there is
 * @param connection as {@code tip}
 * @param feedback their latest tap, for undoing it
 */
record Subject(
    UUID user,
    boolean made,
    SessionTokens tokens,
    UUID tip,
    UUID connection,
    String provider,
    UUID feedback) {}
