/** What browsers report of the pages. */
@NullMarked
package oo.auth.report;

import org.jspecify.annotations.NullMarked;
