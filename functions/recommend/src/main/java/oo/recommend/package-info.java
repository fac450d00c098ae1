/**
 * The one tip: {@code recommend} and the replay of decisions. It is the page's hot path, so it
 * loads no vault, no connector and no OAuth. Policies belong to {@code oo.policy}, candidates and
 * the decision log to {@code oo.signals}.
 */
@NullMarked
package oo.recommend;

import org.jspecify.annotations.NullMarked;
