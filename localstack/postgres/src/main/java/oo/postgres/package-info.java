/**
 * PostgreSQL 18 without an installation: the real binaries, unpacked once per machine.
 *
 * <p>{@link oo.postgres.DurableServer} is the database of {@code ./oo run}. {@link
 * oo.postgres.TestDatabase} is a database for one test. Nothing here knows a table: the migrations
 * are read from {@code functions/maintenance}, above the working directory. That module is no
 * dependency, because its tests use this module and Maven refuses cycles at test scope too.
 */
@NullMarked
package oo.postgres;

import org.jspecify.annotations.NullMarked;
