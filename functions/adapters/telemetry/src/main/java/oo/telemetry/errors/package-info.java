/** Reports of failures, to Sentry. */
@NullMarked
package oo.telemetry.errors;

import org.jspecify.annotations.NullMarked;
