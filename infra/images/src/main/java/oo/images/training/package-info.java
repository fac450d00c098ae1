/** Trains the AOT cache of an image: starts its function as Lambda does, and calls it. */
@NullMarked
package oo.images.training;

import org.jspecify.annotations.NullMarked;
