package oo.standins.fault;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, finer than its path: a sync command, or a token request's grant.
 *
 * @param type such as {@code item_close} or {@code refresh_token}
 * @param uuid the command's, null for a grant
 */
public record Operation(String type, @Nullable String uuid) {}
