/**
 * Reading tasks: which connections are due, and what is read of them onto the bus. What follows
 * from an event is its listeners' business; a provider's format is its connector's.
 */
@NullMarked
package oo.fetchsignals;

import org.jspecify.annotations.NullMarked;
