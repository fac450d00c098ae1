/**
 * What drives both stand-ins from outside: injected faults, the request journal, the clock and the
 * control surface. Knows no provider.
 */
@NullMarked
package oo.standins.fault;

import org.jspecify.annotations.NullMarked;
