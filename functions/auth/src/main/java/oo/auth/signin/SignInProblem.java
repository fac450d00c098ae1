package oo.auth.signin;

/** Why a sign-in failed; the page reads it from {@code /?problem=}. */
enum SignInProblem {
  /** The person declined at Google. */
  denied,
  /** The attempt was older than ten minutes. */
  attempt_expired,
  /** The attempt was used already, or begun in another browser, or never existed. */
  attempt_unknown,
  /** Google did not answer; a later retry may succeed. */
  provider_down,
  /** Google refused, or its response failed a check. */
  provider_refused,
  /** The person signed in with another account than they were asked to sign in with again. */
  wrong_account,
  /** The database did not answer. */
  database_unavailable
}
