/**
 * Connecting and disconnecting: the OAuth round trip, the list of connections, and the revocation
 * of grants. Reading tasks belongs to fetch-signals; a new connection is only made due.
 */
@NullMarked
package oo.connectcallback;

import org.jspecify.annotations.NullMarked;
