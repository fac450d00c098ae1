package oo.signals;

/**
 * The candidates of one connection at one version: slots 0 to {@code size} - 1, each filled.
 * Reading a slot at this version gives the same answer for as long as a decision refers to it.
 */
public record CandidateSet(ConnectionRef connection, long version, int size) {}
