@NullMarked
package oo.auth.signin;

import org.jspecify.annotations.NullMarked;
