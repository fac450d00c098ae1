/** Functions on Lambda's own client: first that it is played well, then every artefact of oO. */
@NullMarked
package oo.lambda;

import org.jspecify.annotations.NullMarked;
