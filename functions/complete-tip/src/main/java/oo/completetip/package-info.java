/**
 * What a person does with a tip, and what it does at the source: exactly one effect per tap. The
 * wiring only; see tap and delivery.
 */
@NullMarked
package oo.completetip;

import org.jspecify.annotations.NullMarked;
