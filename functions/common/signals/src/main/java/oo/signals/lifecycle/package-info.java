/** What begins, ends and purges a connection, across the tables that refer to it. */
@NullMarked
package oo.signals.lifecycle;

import org.jspecify.annotations.NullMarked;
