/**
 * The types that every other package of the host uses: settings, ids, the trace and the log line of
 * the current call. This package imports no other package of oO.
 */
@NullMarked
package oo.host.base;

import org.jspecify.annotations.NullMarked;
