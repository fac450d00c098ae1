/**
 * What an object store is elsewhere: a folder, and links to it that expire. Who may put what there
 * is the functions' business.
 */
@NullMarked
package oo.server.objects;

import org.jspecify.annotations.NullMarked;
