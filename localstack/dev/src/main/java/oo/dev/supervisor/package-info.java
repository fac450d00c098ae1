/**
 * {@code ./oo run}: keeps PostgreSQL and the runtime alive, compiles what was saved and changes
 * over to it, holds requests meanwhile. Nothing here is on the way of a deployment, and nothing
 * here serves a request itself.
 */
@NullMarked
package oo.dev.supervisor;

import org.jspecify.annotations.NullMarked;
