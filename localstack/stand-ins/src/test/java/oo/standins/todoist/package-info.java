/** Tests of {@code todoist}. */
@NullMarked
package oo.standins.todoist;

import org.jspecify.annotations.NullMarked;
