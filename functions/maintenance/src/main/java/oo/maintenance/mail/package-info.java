/** {@code send_mail}: what a mail says, and the mail server that takes it. */
@NullMarked
package oo.maintenance.mail;

import org.jspecify.annotations.NullMarked;
