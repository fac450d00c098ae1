@NullMarked
package oo.maintenance.mail;

import org.jspecify.annotations.NullMarked;
