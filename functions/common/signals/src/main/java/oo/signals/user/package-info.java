/** The user's row, which several functions write. Identities and sessions belong to auth. */
@NullMarked
package oo.signals.user;

import org.jspecify.annotations.NullMarked;
