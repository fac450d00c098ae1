@NullMarked
package oo.auth.google;

import org.jspecify.annotations.NullMarked;
