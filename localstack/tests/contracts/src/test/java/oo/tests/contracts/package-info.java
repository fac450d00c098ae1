/**
 * Contracts between parts, by Pact: the pages and the API, the senders and the receivers of
 * messages. A consumer's test writes what it reads; a provider's test holds the real provider to
 * it. What the whole API promises to anybody is openapi.yaml's.
 */
@NullMarked
package oo.tests.contracts;

import org.jspecify.annotations.NullMarked;
