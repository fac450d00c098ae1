/** Changes to make at a source. complete-tip makes them; ending a connection cancels them. */
@NullMarked
package oo.signals.deliveries;

import org.jspecify.annotations.NullMarked;
