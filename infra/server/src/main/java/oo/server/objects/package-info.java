/**
 * The local object store: a folder, and links to it that expire. Access is decided by the
 * functions.
 */
@NullMarked
package oo.server.objects;

import org.jspecify.annotations.NullMarked;
