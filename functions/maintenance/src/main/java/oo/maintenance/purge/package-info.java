/** What expires, rule by rule, and how it goes: in short transactions, each safe to repeat. */
@NullMarked
package oo.maintenance.purge;

import org.jspecify.annotations.NullMarked;
