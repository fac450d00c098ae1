/**
 * Tests of complete-tip as it runs: on PostgreSQL, with a scripted provider and with the stand-in.
 */
@NullMarked
package oo.completetip;

import org.jspecify.annotations.NullMarked;
