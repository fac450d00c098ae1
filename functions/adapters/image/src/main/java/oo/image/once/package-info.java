/**
 * The entry that needs no platform: one function, called once, by an event on the standard input.
 * What an image runs where nothing else starts it: a migration, a schedule's tick, a call by hand.
 * No queue and no object store.
 */
@NullMarked
package oo.image.once;

import org.jspecify.annotations.NullMarked;
