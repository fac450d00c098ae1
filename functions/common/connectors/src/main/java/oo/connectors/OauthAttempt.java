package oo.connectors;

import java.net.URI;

/**
 * One try at connecting.
 *
 * @param state comes back with the browser
 * @param codeChallenge S256 of the verifier (RFC 7636)
 */
public record OauthAttempt(String state, String codeChallenge, URI redirectUri) {}
