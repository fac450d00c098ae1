/** Functions on Lambda's own client: first that it is played well, then every artefact of oO. */
@NullMarked
package oo.tests.lambda;

import org.jspecify.annotations.NullMarked;
