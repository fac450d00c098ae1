/**
 * Lambda's Java runtime without Lambda: the Runtime API as a small server, and real processes of
 * AWS's runtime interface client that ask it for work. What runs here is an artefact exactly as it
 * is deployed.
 *
 * <p>What only the service does is not here: SnapStart's snapshot, freezing between calls,
 * extensions, limits of memory and disk. Knows no function of oO.
 */
@NullMarked
package oo.images.lambda;

import org.jspecify.annotations.NullMarked;
