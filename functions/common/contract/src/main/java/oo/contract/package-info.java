/**
 * What goes over the wire between a page and the functions: one record a schema of {@code
 * openapi.yaml}, and the JSON settings that make them equal. No behaviour, no framework, nothing
 * that a store or a provider knows.
 */
@NullMarked
package oo.contract;

import org.jspecify.annotations.NullMarked;
