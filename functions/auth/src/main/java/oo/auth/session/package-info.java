/**
 * The session: a family of refresh tokens, each derived from the key, and the access tokens that
 * they buy. The row and its rotation statement are here; how a session comes about is not.
 */
@NullMarked
package oo.auth.session;

import org.jspecify.annotations.NullMarked;
