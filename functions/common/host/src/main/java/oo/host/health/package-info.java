/** The probes behind a module's health route. They read rows and keys, and call no provider. */
@NullMarked
package oo.host.health;

import org.jspecify.annotations.NullMarked;
