/**
 * The entry for AWS Lambda, and what a function finds there: one connection to PostgreSQL, SQS, S3,
 * settings kept in Secrets Manager or wrapped by KMS. Nothing else knows AWS. The heavy clients are
 * optional: an artefact that needs one names it.
 */
@NullMarked
package oo.lambda;

import org.jspecify.annotations.NullMarked;
