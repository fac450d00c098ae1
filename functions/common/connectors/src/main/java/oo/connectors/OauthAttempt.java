package oo.connectors;

import java.net.URI;

/**
 * The parameters of one authorization request.
 *
 * @param state the provider returns it with the browser
 * @param codeChallenge S256 of the verifier (RFC 7636)
 */
public record OauthAttempt(String state, String codeChallenge, URI redirectUri) {}
