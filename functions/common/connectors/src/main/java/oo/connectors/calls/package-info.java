/**
 * How the last call to each provider went, as rows for the health page, which itself calls nobody.
 */
@NullMarked
package oo.connectors.calls;

import org.jspecify.annotations.NullMarked;
