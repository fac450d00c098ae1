/**
 * Tests that need a container engine: the template on LocalStack, the compose file, and the SAM
 * CLI. Without an engine, or without {@code ./oo test --docker}, each test is skipped with a
 * reason.
 */
@NullMarked
package oo.tests.docker;

import org.jspecify.annotations.NullMarked;
