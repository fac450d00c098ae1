/**
 * What both providers' OAuth share: registered clients, authorization requests and codes, the
 * consent page, PKCE and random secrets. No endpoint of a provider.
 */
@NullMarked
package oo.standins.oauth;

import org.jspecify.annotations.NullMarked;
