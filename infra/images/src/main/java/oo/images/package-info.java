/**
 * How a module becomes an image: base, layers, entry point, and a registry that takes it. No
 * container engine, and nothing of what runs in one.
 */
@NullMarked
package oo.images;

import org.jspecify.annotations.NullMarked;
