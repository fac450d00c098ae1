/** On Quarkus's extension for AWS Lambda: its handler, its container, its Jackson. */
package oo.bench.competitors.quarkus;
