/** Opens the replay to the simulation. */
@NullMarked
package oo.recommend;

import org.jspecify.annotations.NullMarked;
