package oo.connectors;

import org.jspecify.annotations.Nullable;

/**
 * A credential, and the account that granted it.
 *
 * @param accountId the provider's stable id of the account
 * @param accountName for people, e.g. an e-mail address
 */
public record Grant(Credential credential, String accountId, @Nullable String accountName) {}
