/**
 * AWS's events as JSON, and what a function says to them: API Gateway's REST API, SQS, EventBridge.
 * No AWS library: the forms are few, and a body that is not theirs must be refused, not mapped.
 */
@NullMarked
package oo.lambda.events;

import org.jspecify.annotations.NullMarked;
