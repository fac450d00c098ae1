/** Tests on a real PostgreSQL; those of the function go through the host with a signed cookie. */
package oo.recommend;
