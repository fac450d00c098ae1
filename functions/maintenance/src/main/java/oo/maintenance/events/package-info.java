/**
 * Publishes the event outbox to NATS JetStream. The only package that knows the broker's client.
 */
@NullMarked
package oo.maintenance.events;

import org.jspecify.annotations.NullMarked;
