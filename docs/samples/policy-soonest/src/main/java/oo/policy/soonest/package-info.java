/** A policy that leans towards what is due; a sample. */
package oo.policy.soonest;
