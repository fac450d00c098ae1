/** On real PostgreSQL, through the host and with a signed cookie where the function is meant. */
package oo.recommend;
