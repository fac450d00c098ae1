@NullMarked
package oo.connectors.http;

import org.jspecify.annotations.NullMarked;
