/**
 * HTTP as a function sees it: Request, Reply, cookies, and Refused, the one way to say no. No
 * server and no cloud's event format.
 */
@NullMarked
package oo.host.http;

import org.jspecify.annotations.NullMarked;
