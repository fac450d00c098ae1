/** The tasks, their versions, and the dense sets that a decision picks from in constant work. */
@NullMarked
package oo.signals.candidates;

import org.jspecify.annotations.NullMarked;
