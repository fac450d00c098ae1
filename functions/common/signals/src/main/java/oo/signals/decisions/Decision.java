package oo.signals.decisions;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import oo.contract.Tip;
import oo.host.base.UserId;
import oo.policy.Distribution;
import oo.policy.Seed;
import oo.signals.CandidateSet;
import oo.signals.DecisionId;

/**
 * One decision as it is logged, with everything that it takes to make it again.
 *
 * @param inputs the sets chosen from, in order; their sizes sum to the number of candidates
 * @param chosen what came out
 * @param clientContext what the page sent
 * @param serverContext {@code now}, {@code zone} and {@code features}
 * @param shown the tip, word for word
 */
public record Decision(
    UserId user,
    DecisionId id,
    Instant madeAt,
    String policy,
    int policyVersion,
    Seed seed,
    Distribution distribution,
    List<CandidateSet> inputs,
    Map<String, Object> clientContext,
    Map<String, Object> serverContext,
    ChosenTask chosen,
    Tip shown,
    State state) {

  /**
   * How it stands. The first three ends are feedback. The others are labels of what happened at the
   * source, or censored: none of them is a zero.
   */
  public enum State {
    OPEN,
    UNDONE,
    DONE,
    NOT_NOW,
    /** The task was completed at its source, not by this tip. */
    DONE_AT_SOURCE,
    DELETED_AT_SOURCE,
    /** Still open, but not to be done by this person now: another day, assignee, or subtasks. */
    MOVED_AT_SOURCE,
    /** A complete reading did not name it. Of rows older than the four labels: any of them. */
    GONE_AT_SOURCE,
    /** The person ended the connection. */
    DISCONNECTED,
    SUPERSEDED,
    EXPIRED;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }
}
