/** On real PostgreSQL, through the host where a function is meant. */
package oo.maintenance.events;
