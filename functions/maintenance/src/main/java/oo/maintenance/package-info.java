/**
 * The migrations, what keeps the data in order, and mail: migrate, sweep_outbox, purge_expired and
 * send_mail. The sweep and the purge may find due rows and delete expired ones in any table,
 * nothing else; what a row means belongs to the module that owns its table.
 */
@NullMarked
package oo.maintenance;

import org.jspecify.annotations.NullMarked;
