/**
 * Task providers: one {@link oo.connectors.Connector} each. A provider's wire format belongs to its
 * package. A connector sees no vault and no store: it gets an opened credential and returns events.
 */
@NullMarked
package oo.connectors;

import org.jspecify.annotations.NullMarked;
