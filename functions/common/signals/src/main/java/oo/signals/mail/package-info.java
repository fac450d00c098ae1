/** Mails to people as rows. How one is worded and sent belongs to {@code maintenance}. */
@NullMarked
package oo.signals.mail;

import org.jspecify.annotations.NullMarked;
