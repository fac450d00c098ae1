package oo.auth.signin;

/** Why a sign-in came to nothing, as the page is told in {@code /?problem=}. */
enum SignInProblem {
  /** The person said no at Google. */
  denied,
  /** Its ten minutes were over. */
  attempt_expired,
  /** It was used already, or begun in another browser, or never. */
  attempt_unknown,
  /** Google did not answer; trying later may help. */
  provider_down,
  /** Google said no, or something that is not to be believed. */
  provider_refused,
  /** Our database did not answer. */
  database_unavailable
}
