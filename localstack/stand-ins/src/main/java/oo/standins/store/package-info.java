/**
 * Where the state of a stand-in survives a restart or a kill: rows of JSON in one append-only file.
 * Knows no row.
 */
@NullMarked
package oo.standins.store;

import org.jspecify.annotations.NullMarked;
