/**
 * How a tip is chosen: pure functions of candidates and context, without store, clock or
 * randomness. Imports {@code java.*} only, so that policies can move to another process.
 */
package oo.policy;
