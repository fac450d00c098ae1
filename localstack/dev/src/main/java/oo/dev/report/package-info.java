/**
 * Reports about test results and licences. The launcher starts them from source, also when nothing
 * else compiles, so they use only the JDK.
 */
@NullMarked
package oo.dev.report;

import org.jspecify.annotations.NullMarked;
