/**
 * Budgets of calls and the circuit breakers, shared by all instances, and how the last call to each
 * provider went, for the health page, which calls no provider.
 */
@NullMarked
package oo.connectors.calls;

import org.jspecify.annotations.NullMarked;
