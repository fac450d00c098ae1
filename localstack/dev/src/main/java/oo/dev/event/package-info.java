/**
 * {@code ./oo event}: recorded events with rows and a session of the developer's database. No
 * deployment uses this package.
 */
@NullMarked
package oo.dev.event;

import org.jspecify.annotations.NullMarked;
