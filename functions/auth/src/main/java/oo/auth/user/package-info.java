/** The person and all that is held about them: the profile, its export, its deletion. */
@NullMarked
package oo.auth.user;

import org.jspecify.annotations.NullMarked;
