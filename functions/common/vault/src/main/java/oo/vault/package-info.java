/**
 * Sealed provider tokens: encryption, storage, and refresh under a connection's lease. The only
 * caller of libsodium, and the only reader of stored tokens.
 */
@NullMarked
package oo.vault;

import org.jspecify.annotations.NullMarked;
