/**
 * The operation {@code recommend} without a framework, on bare JDBC, and the yardstick that it is: a
 * RequestHandler with AWS's own event types. The other competitors share the operation.
 */
package oo.bench.competitors;
