/** What an image starts, whoever runs it. Knows no function. */
@NullMarked
package oo.entry;

import org.jspecify.annotations.NullMarked;
