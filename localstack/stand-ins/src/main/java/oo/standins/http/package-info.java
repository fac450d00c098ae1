/**
 * HTTP as the stand-ins need it: requests read whole, responses or reset connections, routes, HTML,
 * and the Jetty server below. Knows no provider.
 */
@NullMarked
package oo.standins.http;

import org.jspecify.annotations.NullMarked;
