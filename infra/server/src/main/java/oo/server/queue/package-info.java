/**
 * Queues in one table, with SQS's semantics: at least once, in any order, hidden while received,
 * delayed, given up on after too many receives. What a message means is its function's business.
 */
@NullMarked
package oo.server.queue;

import org.jspecify.annotations.NullMarked;
