/**
 * A deterministic simulation: the real functions in one JVM, with virtual time, seeded randomness,
 * and a provider, a database, a queue and a network that fail as a seed says. {@link
 * oo.tests.simulation.Simulation} is one seed; {@link oo.tests.simulation.Simulate} runs many.
 */
@NullMarked
package oo.tests.simulation;

import org.jspecify.annotations.NullMarked;
