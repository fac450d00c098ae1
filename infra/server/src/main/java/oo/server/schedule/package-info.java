/**
 * The template's schedules by db-scheduler, remembered over restarts. What is due inside of oO is
 * its functions' business: a tick only says that they may look.
 */
@NullMarked
package oo.server.schedule;

import org.jspecify.annotations.NullMarked;
