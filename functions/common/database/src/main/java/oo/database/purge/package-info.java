/** What expires, rule by rule, and how it goes: in short transactions, each safe to repeat. */
@NullMarked
package oo.database.purge;

import org.jspecify.annotations.NullMarked;
