/**
 * The OAuth 2.0 that every provider shares (RFC 6749, 7009, 7636): a provider's facts as data, and
 * the protocol by Nimbus over our own HTTP. What only one provider does belongs to its package.
 */
@NullMarked
package oo.connectors.oauth;

import org.jspecify.annotations.NullMarked;
