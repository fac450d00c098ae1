/** The ids of the product, by the simulation's clock. */
@NullMarked
package oo.host.base;

import org.jspecify.annotations.NullMarked;
