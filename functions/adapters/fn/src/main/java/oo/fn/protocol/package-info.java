/**
 * What the server and a function that runs outside of it, on Fn, know of each other: the tables
 * through which a function reaches the server, and the form in which the server calls it. Neither
 * side's own business: no server, no client, no FDK.
 */
@NullMarked
package oo.fn.protocol;

import org.jspecify.annotations.NullMarked;
