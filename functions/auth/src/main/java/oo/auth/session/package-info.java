/**
 * Sessions: a family of refresh tokens, each derived from a key, and the access tokens that they
 * are exchanged for. Signing in belongs to {@code oo.auth.signin}.
 */
@NullMarked
package oo.auth.session;

import org.jspecify.annotations.NullMarked;
