/** Where a stand-in's state survives a restart. Knows no table. */
@NullMarked
package oo.standins.store;

import org.jspecify.annotations.NullMarked;
