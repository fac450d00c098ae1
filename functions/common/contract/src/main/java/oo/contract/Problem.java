package oo.contract;

import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type always {@code about:blank}; {@code code} tells problems apart
 * @param title the status in words
 * @param status the HTTP status
 * @param code stable and lower-case, for programs
 * @param detail for a person: what is wrong and what to do; never a secret, never an exception's
 *     text
 * @param trace the trace id under which the logs know this call
 */
public record Problem(
    String type, String title, int status, String code, String detail, @Nullable String trace) {}
