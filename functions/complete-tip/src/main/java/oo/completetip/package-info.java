/**
 * What a person does with a tip, and what that does at the source: exactly one effect per tap. This
 * package has the wiring only; see tap and delivery.
 */
@NullMarked
package oo.completetip;

import org.jspecify.annotations.NullMarked;
