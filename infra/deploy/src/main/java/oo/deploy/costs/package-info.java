/**
 * What AWS would take for a month of oO: arithmetic over assumptions that are inputs. Nothing here
 * knows a price or a habit by itself, and nothing calls AWS.
 */
@NullMarked
package oo.deploy.costs;

import org.jspecify.annotations.NullMarked;
