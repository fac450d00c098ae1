package oo.connectors;

import org.jspecify.annotations.Nullable;

/**
 * @param accountId the provider's own id of the account, stable
 * @param accountName for people, e.g. an e-mail address
 */
public record Grant(Credential credential, String accountId, @Nullable String accountName) {}
