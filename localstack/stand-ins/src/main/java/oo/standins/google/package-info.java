/** Google's sign-in: discovery, codes, ID tokens and keys. Nothing of Todoist. */
@NullMarked
package oo.standins.google;

import org.jspecify.annotations.NullMarked;
