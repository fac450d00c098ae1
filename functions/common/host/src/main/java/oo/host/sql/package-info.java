/**
 * One connection, transactions and what may be hung on their ends. SQL itself belongs to the store
 * that owns the table.
 */
@NullMarked
package oo.host.sql;

import org.jspecify.annotations.NullMarked;
