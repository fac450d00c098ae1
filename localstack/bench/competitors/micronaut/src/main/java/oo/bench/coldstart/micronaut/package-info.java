/** On Micronaut's function-aws: its handler, its container, its serde. */
package oo.bench.coldstart.micronaut;
