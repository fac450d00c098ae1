/**
 * Queues as a function sees them: at least once, in any order. A broker's client belongs to its
 * adapter.
 */
@NullMarked
package oo.host.queue;

import org.jspecify.annotations.NullMarked;
