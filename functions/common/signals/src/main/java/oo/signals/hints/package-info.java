/** The bodies of queue messages: ids of rows that are due, and nothing else. */
@NullMarked
package oo.signals.hints;

import org.jspecify.annotations.NullMarked;
