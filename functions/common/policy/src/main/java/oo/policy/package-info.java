/**
 * How a tip is chosen: pure functions of candidates and context. A policy sees no store, no clock
 * and no randomness of its own, and this package imports {@code java.*} only, so that it can move
 * to another process by moving its files.
 */
package oo.policy;
