package oo.recommend;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import oo.contract.Tip;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.policy.Context;
import oo.policy.Distribution;
import oo.policy.Policy;
import oo.policy.PolicyFactory;
import oo.signals.DecisionId;
import oo.signals.candidates.Candidate;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.Decision;
import oo.signals.decisions.DecisionStore;

/** Repeats a logged decision from its inputs and compares the results. Changes nothing. */
final class Replay {
  private final Database database;
  private final CandidatePool candidates;
  private final DecisionStore decisions;
  private final PolicyFactory policies;

  Replay(
      Database database,
      CandidatePool candidates,
      DecisionStore decisions,
      PolicyFactory policies) {
    this.database = database;
    this.candidates = candidates;
    this.decisions = decisions;
    this.policies = policies;
  }

  /** The result of a replay. */
  sealed interface Result {
    /** Distribution, choice and tip are the same. */
    record Match() implements Result {}

    /** One line for each difference. */
    record Mismatch(List<String> differences) implements Result {}

    /**
     * A connection of the decision was purged. What can be checked without its candidates matches.
     */
    record InputsPurged() implements Result {}

    record NoSuchDecision() implements Result {}
  }

  Result run(DecisionId id) {
    return database.transaction(tx -> {
      Optional<UserId> user = decisions.userOf(tx, id);
      return user.flatMap(u -> decisions.find(tx, u, id))
          .map(decision -> replay(tx, decision))
          .orElseGet(Result.NoSuchDecision::new);
    });
  }

  private Result replay(Transaction tx, Decision logged) {
    Policy policy;
    try {
      policy = policies.get(logged.policy());
    } catch (IllegalArgumentException e) {
      return new Result.Mismatch(List.of(e.getMessage()));
    }
    var differences = new ArrayList<String>();
    differ(differences, "policy version", logged.policyVersion(), policy.version());
    var stored = new StoredCandidates(tx, candidates, logged.inputs());
    boolean purged = false;
    try {
      Policy.Choice choice =
          policy.pick(logged.user().toString(), stored, context(logged), logged.seed());
      differ(differences, "distribution", logged.distribution(), choice.distribution());
      compareChoice(differences, logged, stored, choice.index());
    } catch (StoredCandidates.Purged e) {
      purged = true;
      compareSizes(differences, logged, stored);
    } catch (IllegalArgumentException e) {
      differences.add("the policy refuses its inputs: " + e.getMessage());
    }
    if (!differences.isEmpty()) {
      return new Result.Mismatch(differences);
    }
    return purged ? new Result.InputsPurged() : new Result.Match();
  }

  private static void compareChoice(
      List<String> differences, Decision logged, StoredCandidates stored, int index) {
    StoredCandidates.Place place = stored.place(index);
    differ(
        differences,
        "connection",
        logged.chosen().connection().connection(),
        place.set().connection().connection());
    differ(differences, "slot", logged.chosen().slot(), place.slot());
    Candidate candidate = stored.stored(index);
    differ(differences, "task", logged.chosen().subject(), candidate.subject());
    differ(differences, "task version", logged.chosen().version(), candidate.version());
    // A parent's title is what it was then; it belongs to no version of the candidate.
    Tip again = Tips.of(logged.id(), candidate.task(), logged.shown().parent());
    if (!logged.shown().equals(again)) {
      differences.add("the tip's words: the candidate's features were changed since");
    }
  }

  /**
   * Checks the choice without the candidates: a uniform distribution by the sizes of the sets, an
   * explicit one by its list.
   */
  private static void compareSizes(
      List<String> differences, Decision logged, StoredCandidates stored) {
    if (logged.distribution() instanceof Distribution.Uniform uniform) {
      differ(differences, "number of candidates", uniform.n(), stored.size());
    }
    int index = logged.distribution().at(logged.seed().unit(), stored.size());
    differ(differences, "slot", logged.chosen().slot(), stored.place(index).slot());
  }

  private static Context context(Decision logged) {
    return new Context(logged.clientContext(), ServerContext.read(logged.serverContext()));
  }

  private static void differ(List<String> differences, String what, Object then, Object now) {
    if (!Objects.equals(then, now)) {
      differences.add(what + ": logged " + then + ", now " + now);
    }
  }
}
