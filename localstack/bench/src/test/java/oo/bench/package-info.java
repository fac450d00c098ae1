/**
 * Measurements, run by {@code ./oo bench} and never by the tests: on a machine that does other
 * things too, a time is no verdict. What is compared is measured in turns in one run, and reported
 * as ratios of one round.
 */
@NullMarked
package oo.bench;

import org.jspecify.annotations.NullMarked;
