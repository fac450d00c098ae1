/**
 * The function host: registers functions with Spring Cloud Function, looks them up strictly by
 * name, checks each request's access, and turns results and exceptions into replies and log lines.
 * Code for one cloud belongs to that cloud's adapter.
 */
@NullMarked
package oo.host;

import org.jspecify.annotations.NullMarked;
