/** The profile, its export and its deletion. */
@NullMarked
package oo.auth.user;

import org.jspecify.annotations.NullMarked;
