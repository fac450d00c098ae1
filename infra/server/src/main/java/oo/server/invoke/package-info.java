/** Calls a function by name, in this JVM or elsewhere. */
@NullMarked
package oo.server.invoke;

import org.jspecify.annotations.NullMarked;
