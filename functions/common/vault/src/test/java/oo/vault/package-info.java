@NullMarked
package oo.vault;

import org.jspecify.annotations.NullMarked;
