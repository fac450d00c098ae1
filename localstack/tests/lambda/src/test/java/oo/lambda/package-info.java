/** SQS as the functions see it, held to the contract of every queue; beside it, for its package. */
@NullMarked
package oo.lambda;

import org.jspecify.annotations.NullMarked;
