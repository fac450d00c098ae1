/**
 * Tests that cross modules: the journey in a real browser, over the real runtime, PostgreSQL and
 * the stand-ins; the architecture; and that contract, template, settings and code agree.
 */
@NullMarked
package oo.tests.journey;

import org.jspecify.annotations.NullMarked;
