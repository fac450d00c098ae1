/**
 * The delivery row, which is the truth, and deliver_completions, which makes it true at the source,
 * exactly once whatever dies.
 */
@NullMarked
package oo.completetip.delivery;

import org.jspecify.annotations.NullMarked;
