/**
 * What only a container engine can prove: the template on a real LocalStack, its compose file, and
 * the real SAM CLI. Where there is none, or it was not asked for, each test is skipped and says
 * why.
 */
@NullMarked
package oo.tests.docker;

import org.jspecify.annotations.NullMarked;
