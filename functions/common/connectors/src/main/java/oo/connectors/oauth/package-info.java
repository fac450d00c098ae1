/**
 * OAuth 2.0 for all providers (RFC 6749, 7009, 7636): a provider's facts as data, and the protocol
 * by Nimbus over oO's HTTP client. A provider's special behaviour belongs to its package.
 */
@NullMarked
package oo.connectors.oauth;

import org.jspecify.annotations.NullMarked;
