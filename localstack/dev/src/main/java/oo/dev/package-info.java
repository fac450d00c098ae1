/** The developer's commands: {@code ./oo run}, {@code event}, {@code replay}, {@code psql}. */
@NullMarked
package oo.dev;

import org.jspecify.annotations.NullMarked;
