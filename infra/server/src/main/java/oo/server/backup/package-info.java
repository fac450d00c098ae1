/**
 * Copies of the whole database in files, and the way back. It knows no table but those that say
 * what a copy holds; the operator's commands call it.
 */
@NullMarked
package oo.server.backup;

import org.jspecify.annotations.NullMarked;
