/** A sample policy that prefers tasks that are due. */
package oo.policy.soonest;
