/**
 * Calls to providers over HTTP: bounded in time and size, traced, never redirected. What an answer
 * means belongs to the provider's package.
 */
@NullMarked
package oo.connectors.http;

import org.jspecify.annotations.NullMarked;
