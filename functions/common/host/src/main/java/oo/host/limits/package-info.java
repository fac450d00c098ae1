/**
 * How many requests a user and an address may make, for all instances together. Checks of sessions
 * and the limits of providers do not belong here.
 */
@NullMarked
package oo.host.limits;

import org.jspecify.annotations.NullMarked;
