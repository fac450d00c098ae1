/**
 * The cold start, measured: the product's artefacts beside a plain handler, Quarkus and Micronaut
 * that do the same work, all under AWS's runtime interface client. What the competitors are made of
 * is in {@code competitors}, a build of its own.
 */
@NullMarked
package oo.bench.coldstart;

import org.jspecify.annotations.NullMarked;
