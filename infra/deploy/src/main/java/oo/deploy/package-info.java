/**
 * What {@code ./oo deploy} does after the artefacts are packaged: keys, stack, migration, pages. It
 * runs on a developer's machine or in CI, never in a function; what is deployed is said by {@code
 * infra/sam-template.yaml} alone.
 */
@NullMarked
package oo.deploy;

import org.jspecify.annotations.NullMarked;
