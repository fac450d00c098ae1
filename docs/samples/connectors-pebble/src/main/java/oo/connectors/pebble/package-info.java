/** Pebble: its OAuth facts, its wire format, and the mapping to oO's tasks. */
@NullMarked
package oo.connectors.pebble;

import org.jspecify.annotations.NullMarked;
