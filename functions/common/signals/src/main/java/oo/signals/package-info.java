/**
 * What is known of a person's tasks, and what they did with a tip: events, feedback and the bus
 * that carries them. No provider's format, no HTTP.
 */
@NullMarked
package oo.signals;

import org.jspecify.annotations.NullMarked;
