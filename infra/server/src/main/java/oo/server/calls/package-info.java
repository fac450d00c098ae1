/** Calls a function by name, in this JVM or elsewhere. */
@NullMarked
package oo.server.calls;

import org.jspecify.annotations.NullMarked;
