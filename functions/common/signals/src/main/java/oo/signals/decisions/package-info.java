/** The decision log: what was chosen from what, why, and what came of it. */
@NullMarked
package oo.signals.decisions;

import org.jspecify.annotations.NullMarked;
