/**
 * Who a person is to oO: signing in, the session, the profile. The wiring is here; each flow has a
 * package. Nothing here knows a task or a tip.
 */
@NullMarked
package oo.auth;

import org.jspecify.annotations.NullMarked;
