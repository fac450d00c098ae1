/**
 * Todoist, by its API v1. Its wire format is read here, mapped once, and seen nowhere else.
 *
 * <p>What Todoist says of itself: https://developer.todoist.com/api/v1/
 */
@NullMarked
package oo.connectors.todoist;

import org.jspecify.annotations.NullMarked;
