/**
 * The checks behind a module's health route; they read rows and keys, and never call a provider.
 */
@NullMarked
package oo.host.health;

import org.jspecify.annotations.NullMarked;
