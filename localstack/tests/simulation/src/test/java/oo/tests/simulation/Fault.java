package oo.tests.simulation;

/** What can go wrong. {@code --without NAME} leaves one out. */
enum Fault {
  // The provider's answers, before it acts or after.
  /** An intermediary's page or JSON, of many statuses, instead of the provider's answer. */
  FOREIGN,
  RESET,
  /** The answer ends in its middle. */
  CUT,
  /** 429 or 503 in the provider's words, with a time to wait. */
  BUSY,
  /** It answers seconds or minutes later, also after the lease. */
  SLOW,
  /** An access token is refused without a reason. */
  UNAUTHORIZED,
  /** Unreadable items among readable ones. */
  UNREADABLE,
  /** An incremental answer leaves a deletion out. */
  OMITTED,
  /** The same due date is spelled in another way. */
  SPELLING,
  /** The token endpoint fails, too. */
  TOKENS,

  // The infrastructure.
  /** A process ends between two effects. */
  DEATH,
  /** The database's answer to a commit is lost, or the commit did not happen. */
  DATABASE,
  /** Messages are lost, doubled, late and out of order. */
  QUEUE,
  /** A page's request or its answer is lost. */
  NETWORK,
  /** A second instance works in the middle of the first one's invocation. */
  INTERLEAVING,
  /** Instances' clocks are ten minutes apart. */
  CLOCKS,
  /** The keys of sessions and vault are replaced. */
  KEYS,

  // People.
  /** Another app changes the tasks at their source. */
  OTHER_APP,
  /** Tasks have subtasks. */
  SUBTASKS,
  /** Tasks recur. */
  RECURRING,
  /** A task that was plain when it was shown recurs later. */
  BECOMES_RECURRING,
  /** A connection is ended and made again. */
  DISCONNECT,
  /** Sign-outs. */
  SIGN_OUT,
  /** Everything is deleted. */
  DELETE
}
