/** Events on their way out of the database. What sends them belongs to maintenance. */
@NullMarked
package oo.signals.outbox;

import org.jspecify.annotations.NullMarked;
