/** Tests of {@code google}. */
@NullMarked
package oo.standins.google;

import org.jspecify.annotations.NullMarked;
