/** A mail server that takes every mail, and the page that shows them. */
@NullMarked
package oo.standins.mail;

import org.jspecify.annotations.NullMarked;
