/**
 * Sign-in, sessions and the profile: one package each, and the wiring here. Tasks and tips belong
 * to other modules.
 */
@NullMarked
package oo.auth;

import org.jspecify.annotations.NullMarked;
