/**
 * {@code ./oo run}: keeps PostgreSQL and the server running, compiles saved files and switches to a
 * new server, and holds requests meanwhile. No deployment uses this package, and it answers no
 * request itself.
 */
@NullMarked
package oo.dev.supervisor;

import org.jspecify.annotations.NullMarked;
