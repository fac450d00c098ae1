/**
 * What a run of the tests found. Started from its source by the launcher, also when nothing else
 * compiles: it uses the JDK alone.
 */
@NullMarked
package oo.dev.report;

import org.jspecify.annotations.NullMarked;
