/**
 * The connection row: its state, when it is due, and its lease. The sealed token belongs to the
 * vault.
 */
@NullMarked
package oo.signals.connection;

import org.jspecify.annotations.NullMarked;
