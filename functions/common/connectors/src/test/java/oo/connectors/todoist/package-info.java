@NullMarked
package oo.connectors.todoist;

import org.jspecify.annotations.NullMarked;
