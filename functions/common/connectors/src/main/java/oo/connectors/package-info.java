/**
 * Providers of tasks: one Connector each, its OAuth facts as data, its wire format in a package of
 * its own. A connector sees no vault and no store; it gets an opened credential and returns events.
 */
@NullMarked
package oo.connectors;

import org.jspecify.annotations.NullMarked;
