/** Which mails a person wants: the profile's switches, and the link in each mail. */
@NullMarked
package oo.auth.mail;

import org.jspecify.annotations.NullMarked;
