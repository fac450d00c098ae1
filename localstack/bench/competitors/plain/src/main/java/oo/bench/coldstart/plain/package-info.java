/** The yardstick: a RequestHandler with AWS's own event types, and no framework. */
package oo.bench.coldstart.plain;
