/**
 * For tests: the control surface as Java, and a walk through the authorize and consent pages
 * without a browser. Speaks HTTP only, so it also drives stand-ins in another process.
 */
@NullMarked
package oo.standins.control;

import org.jspecify.annotations.NullMarked;
