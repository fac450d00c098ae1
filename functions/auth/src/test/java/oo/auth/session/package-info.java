@NullMarked
package oo.auth.session;

import org.jspecify.annotations.NullMarked;
