/** The rows whose hint may be lost, table by table, and sending it again. */
@NullMarked
package oo.maintenance.outbox;

import org.jspecify.annotations.NullMarked;
