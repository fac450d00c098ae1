/**
 * Providers' tokens, sealed: what opens them, the rows they lie in, and their refresh under a
 * connection's lease. The only caller of libsodium, and the only reader of a stored token.
 */
@NullMarked
package oo.vault;

import org.jspecify.annotations.NullMarked;
