@NullMarked
package oo.connectors.oauth;

import org.jspecify.annotations.NullMarked;
