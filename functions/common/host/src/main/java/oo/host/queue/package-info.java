/** Queues as a function sees them: at least once, in any order. No broker. */
@NullMarked
package oo.host.queue;

import org.jspecify.annotations.NullMarked;
