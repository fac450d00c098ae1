/**
 * From the sign-in link to a session: the attempt, and what becomes of it when the browser comes
 * back. What Google says is judged in {@code oo.auth.google}.
 */
@NullMarked
package oo.auth.signin;

import org.jspecify.annotations.NullMarked;
