/** What an image starts, whoever runs it. Knows no function. */
@NullMarked
package oo.image;

import org.jspecify.annotations.NullMarked;
