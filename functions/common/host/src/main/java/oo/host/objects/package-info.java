/** The object store as a function sees it. */
@NullMarked
package oo.host.objects;

import org.jspecify.annotations.NullMarked;
