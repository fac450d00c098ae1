@NullMarked
package oo.connectcallback;

import org.jspecify.annotations.NullMarked;
