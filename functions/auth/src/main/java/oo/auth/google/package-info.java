/**
 * Google as an OpenID provider: settings, HTTP, discovery, and the checks of its responses, by
 * Nimbus. Sessions and users belong to other packages.
 */
@NullMarked
package oo.auth.google;

import org.jspecify.annotations.NullMarked;
