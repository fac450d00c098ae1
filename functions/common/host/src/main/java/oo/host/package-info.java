/**
 * The function host: registers every function with Spring Cloud Function, looks it up strictly by
 * name, guards it, and turns what it returns or throws into a reply and one log line. It knows no
 * cloud: the entries for Lambda, Fn and one local JVM do.
 */
@NullMarked
package oo.host;

import org.jspecify.annotations.NullMarked;
