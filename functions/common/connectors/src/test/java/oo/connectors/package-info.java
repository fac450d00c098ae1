@NullMarked
package oo.connectors;

import org.jspecify.annotations.NullMarked;
