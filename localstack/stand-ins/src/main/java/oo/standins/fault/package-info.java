/**
 * What both stand-ins can be told to do besides answering well, and what they remember of the
 * requests they got: faults, the request journal, and the clock. Knows no provider.
 */
@NullMarked
package oo.standins.fault;

import org.jspecify.annotations.NullMarked;
