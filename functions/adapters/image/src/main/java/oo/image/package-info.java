/** What an image starts, on every platform. Knows no function. */
@NullMarked
package oo.image;

import org.jspecify.annotations.NullMarked;
