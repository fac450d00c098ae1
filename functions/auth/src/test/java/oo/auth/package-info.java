/**
 * The module as a browser meets it: through the host, on a real database, against a provider that
 * may lie.
 */
@NullMarked
package oo.auth;

import org.jspecify.annotations.NullMarked;
