/**
 * The server as the front of functions that run on an Fn server: it finds them, plays Fn's HTTP
 * gateway, and hands over batches and ticks. What those functions are is {@code adapters/fn}'s
 * business.
 */
@NullMarked
package oo.server.fn;

import org.jspecify.annotations.NullMarked;
