/**
 * The entry for Fn: its contract over a UNIX-domain socket, through the FDK, on the functions'
 * host. A call's form is judged here, by what the function is configured to be; what it means is
 * the host's and the function's business. How the server calls is {@code oo.fn.protocol}'s.
 */
@NullMarked
package oo.fn;

import org.jspecify.annotations.NullMarked;
