@NullMarked
package oo.fetchsignals;

import org.jspecify.annotations.NullMarked;
