/**
 * HTTP as the stand-ins see it: a request read whole, an answer or a dropped connection, routes,
 * and the Jetty server below them. Knows no provider.
 */
@NullMarked
package oo.standins.http;

import org.jspecify.annotations.NullMarked;
