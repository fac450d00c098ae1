package oo.standins.google;

/**
 * A person who signed in.
 *
 * @param sub always the same for one e-mail address, even after all state was lost
 * @param email as first typed
 */
record GoogleUser(String sub, String email, String name) {}
