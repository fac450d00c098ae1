/** Where a process of the server has its settings from: environment, files, keys. */
@NullMarked
package oo.server.settings;

import org.jspecify.annotations.NullMarked;
