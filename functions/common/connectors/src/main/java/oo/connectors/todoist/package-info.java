/**
 * Todoist, by its API v1 (https://developer.todoist.com/api/v1/). Its wire format stays in this
 * package and is mapped once.
 */
@NullMarked
package oo.connectors.todoist;

import org.jspecify.annotations.NullMarked;
