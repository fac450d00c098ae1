/**
 * The migrations, and what keeps the data in order: migrate, sweep_outbox and purge_expired. They
 * may find due rows and delete expired ones in any table, nothing else; what a row means belongs to
 * the module that owns its table.
 */
@NullMarked
package oo.maintenance;

import org.jspecify.annotations.NullMarked;
