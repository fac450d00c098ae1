/**
 * For tests: the control surface as Java, and the consent pages without a browser. Speaks HTTP
 * only, so it drives stand-ins of another process too.
 */
@NullMarked
package oo.standins.control;

import org.jspecify.annotations.NullMarked;
