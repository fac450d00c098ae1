/**
 * Starts Google and Todoist as strict servers on this machine. They depend on no module of oO, so
 * they cannot share its mistakes. A provider's behaviour is in {@code google} and {@code todoist}.
 */
@NullMarked
package oo.standins;

import org.jspecify.annotations.NullMarked;
