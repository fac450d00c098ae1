/**
 * Tests that cross modules: the journey in a real browser on the server, PostgreSQL and the
 * stand-ins; the architecture; and the agreement of contract, template, settings and code.
 */
@NullMarked
package oo.tests.journey;

import org.jspecify.annotations.NullMarked;
