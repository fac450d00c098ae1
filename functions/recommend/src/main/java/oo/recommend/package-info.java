/**
 * The one tip: recommend, and its replay. The page's hot path, so no vault, no connector, no OAuth.
 * Policies are in {@code oo.policy}, the log and the candidates in {@code oo.signals}.
 */
@NullMarked
package oo.recommend;

import org.jspecify.annotations.NullMarked;
