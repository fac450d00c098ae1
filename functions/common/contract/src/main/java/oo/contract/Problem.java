package oo.contract;

import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type always {@code about:blank}; use {@code code} instead
 * @param title the status in words
 * @param status the HTTP status
 * @param code stable and lower-case, for programs
 * @param detail for a person: what is wrong and what to do; no secret, no exception's text
 * @param trace trace id of this call in the logs
 */
public record Problem(
    String type, String title, int status, String code, String detail, @Nullable String trace) {}
