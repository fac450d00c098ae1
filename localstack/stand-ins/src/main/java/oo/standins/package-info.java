/**
 * Google and Todoist as strict servers on this machine: starting them and their configuration. They
 * depend on no module of oO's, so that they cannot share its mistakes. What a provider answers
 * lives in {@code google} and {@code todoist}, never here.
 */
@NullMarked
package oo.standins;

import org.jspecify.annotations.NullMarked;
