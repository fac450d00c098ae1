/**
 * PostgreSQL 18 without an installation: the real binaries, unpacked once a machine.
 *
 * <p>{@link oo.postgres.DurableServer} keeps what a person did, crash-safe; {@link
 * oo.postgres.TestDatabase} gives a test a database of its own. Nothing here knows a table: the
 * migrations are read from {@code functions/maintenance} in the tree, found by walking up from the
 * working directory. They are not a dependency because that module's own tests, like every
 * module's, use this one, and Maven refuses a cycle also at test scope.
 */
@NullMarked
package oo.postgres;

import org.jspecify.annotations.NullMarked;
