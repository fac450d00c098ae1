/**
 * {@code ./oo event}: events as AWS would send them, about rows that are there and signed by keys
 * that hold. For a developer's own database; nothing here is on the way of a deployment.
 */
@NullMarked
package oo.dev.event;

import org.jspecify.annotations.NullMarked;
