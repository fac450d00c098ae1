/**
 * HTML and the files of the control pages: escaping, the frame that every page shares, assets. No
 * behaviour of a provider.
 */
@NullMarked
package oo.standins.page;

import org.jspecify.annotations.NullMarked;
