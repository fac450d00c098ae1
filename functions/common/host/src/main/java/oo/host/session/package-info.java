/**
 * The caller: verifies access tokens, and checks in the database that their session is live. Making
 * tokens belongs to auth.
 */
@NullMarked
package oo.host.session;

import org.jspecify.annotations.NullMarked;
