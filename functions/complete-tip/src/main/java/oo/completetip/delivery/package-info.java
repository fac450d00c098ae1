/**
 * deliver_completions: makes what a delivery's row says true at the source, exactly once, also when
 * a process dies.
 */
@NullMarked
package oo.completetip.delivery;

import org.jspecify.annotations.NullMarked;
