/** Pebble: its OAuth facts, its wire format, and what its tasks mean in oO's words. */
@NullMarked
package oo.connectors.pebble;

import org.jspecify.annotations.NullMarked;
