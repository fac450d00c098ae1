/**
 * From the sign-in link to a session: attempts and their completion. Checks of Google's responses
 * belong to {@code oo.auth.google}.
 */
@NullMarked
package oo.auth.signin;

import org.jspecify.annotations.NullMarked;
