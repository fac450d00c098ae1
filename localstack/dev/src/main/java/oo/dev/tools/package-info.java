/**
 * The developer's commands that need no built product. The launcher starts {@link
 * oo.dev.tools.Tools} from its source, so that they work when nothing else compiles. The package
 * uses only the JDK, picocli and {@code oo.dev.report}.
 */
@NullMarked
package oo.dev.tools;

import org.jspecify.annotations.NullMarked;
