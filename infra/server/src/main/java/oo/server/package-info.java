/**
 * Every function in one JVM: what Lambda, API Gateway, SQS, EventBridge and S3 are on AWS, read
 * from the same template. {@link oo.server.Server} is all of it; the packages below are its parts.
 * No function's logic, no stand-in of a provider.
 */
@NullMarked
package oo.server;

import org.jspecify.annotations.NullMarked;
