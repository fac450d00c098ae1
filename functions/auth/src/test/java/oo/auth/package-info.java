/**
 * Tests of the module through the host, on a real database, against a provider that may forge its
 * responses.
 */
@NullMarked
package oo.auth;

import org.jspecify.annotations.NullMarked;
