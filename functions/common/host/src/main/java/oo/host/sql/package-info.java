/** Connections, transactions and their hooks. SQL belongs to the store that owns the table. */
@NullMarked
package oo.host.sql;

import org.jspecify.annotations.NullMarked;
