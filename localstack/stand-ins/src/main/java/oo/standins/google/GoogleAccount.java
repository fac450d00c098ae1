package oo.standins.google;

/**
 * Somebody who can sign in.
 *
 * @param sub stable for an e-mail address, also when all state was lost
 * @param email as first typed
 * @param name shown, and in the ID token
 */
record GoogleAccount(String sub, String email, String name) {}
