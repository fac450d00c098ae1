/**
 * Types that every other package of the host uses: settings, ids, randomness, the trace and the log
 * line of the current call. Imports only {@code oo.contract}.
 */
@NullMarked
package oo.host.base;

import org.jspecify.annotations.NullMarked;
