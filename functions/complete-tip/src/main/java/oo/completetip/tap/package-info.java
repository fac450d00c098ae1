/**
 * complete, undo and not_now: they record the event, emit it on the bus, and queue or cancel the
 * delivery, in one transaction. They call no provider.
 */
@NullMarked
package oo.completetip.tap;

import org.jspecify.annotations.NullMarked;
