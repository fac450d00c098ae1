/**
 * The operator's commands: {@code oo} in the server's image, {@code ./oo} in a clone. A command
 * works on the database of the server's settings, whether the server runs or not, and prints no
 * token, no key and no title of a task. What a page or a schedule does is no command.
 */
@NullMarked
package oo.server.operator;

import org.jspecify.annotations.NullMarked;
