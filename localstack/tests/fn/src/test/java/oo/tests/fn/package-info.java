/**
 * The functions on Fn: its contract with a process of the real FDK, and the journey with the local
 * runtime as their front. What Fn's server does is played here, as its source has it.
 */
@NullMarked
package oo.tests.fn;

import org.jspecify.annotations.NullMarked;
