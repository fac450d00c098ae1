/**
 * HTTP calls to providers: bounded in time and size, traced, never redirected. The meaning of a
 * response belongs to the provider's package.
 */
@NullMarked
package oo.connectors.http;

import org.jspecify.annotations.NullMarked;
