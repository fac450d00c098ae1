/**
 * The API's wire types: one record for each schema of {@code openapi.yaml}, and the JSON mapper.
 * Behaviour, and types of a store or a provider, belong elsewhere.
 */
@NullMarked
package oo.contract;

import org.jspecify.annotations.NullMarked;
