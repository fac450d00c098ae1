/**
 * What watches calls and sends what it saw elsewhere, with SDKs that no function's artefact
 * carries. Each listener is off, and loads no SDK, until a setting names where to send. Knows the
 * host only.
 */
@NullMarked
package oo.telemetry;

import org.jspecify.annotations.NullMarked;
