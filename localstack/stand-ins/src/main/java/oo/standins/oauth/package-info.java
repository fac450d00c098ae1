/**
 * What both providers' OAuth share: registered clients, PKCE, random secrets. No endpoint and no
 * error of a provider.
 */
@NullMarked
package oo.standins.oauth;

import org.jspecify.annotations.NullMarked;
