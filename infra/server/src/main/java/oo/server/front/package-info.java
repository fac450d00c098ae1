/**
 * Site and API on one origin: what API Gateway, CloudFront and S3 are on AWS. It knows routes and
 * files, limits and headers; who may call what is the functions' host's business.
 */
@NullMarked
package oo.server.front;

import org.jspecify.annotations.NullMarked;
