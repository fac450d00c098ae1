/**
 * Who is calling: the access token's signature is checked here, before every guarded function;
 * whether its session lives is asked of the database.
 */
@NullMarked
package oo.host.session;

import org.jspecify.annotations.NullMarked;
