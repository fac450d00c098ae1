/**
 * Google as an OpenID provider: where it is, how it is asked, whose word is believed. Protocol work
 * is done by Nimbus; no session and no user is known here.
 */
@NullMarked
package oo.auth.google;

import org.jspecify.annotations.NullMarked;
