/** Tests of {@code store}. */
@NullMarked
package oo.standins.store;

import org.jspecify.annotations.NullMarked;
