/** The stand-ins, tried over real HTTP. */
@NullMarked
package oo.standins;

import org.jspecify.annotations.NullMarked;
