/**
 * Measurements, run by {@code ./oo bench}; never by the tests, because a time is no verdict on a
 * machine that does other things as well. What is compared is measured in turns in one run, and
 * told as a ratio of medians.
 */
@NullMarked
package oo.bench;

import org.jspecify.annotations.NullMarked;
