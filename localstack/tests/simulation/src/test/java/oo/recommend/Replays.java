package oo.recommend;

import java.util.UUID;
import javax.sql.DataSource;
import oo.host.sql.Database;
import oo.policy.PolicyFactory;
import oo.signals.DecisionId;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.DecisionStore;

/** Repeats logged decisions, as {@code ./oo replay} does. */
public final class Replays {
  private final Replay replay;

  public Replays(DataSource source) {
    replay =
        new Replay(
            new Database(source), new CandidatePool(), new DecisionStore(), PolicyFactory.load());
  }

  /** Empty when it matches, else what differs. */
  public String differences(UUID decision) {
    return switch (replay.run(new DecisionId(decision))) {
      case Replay.Result.Match() -> "";
      case Replay.Result.Mismatch(var differences) -> String.join("; ", differences);
      case Replay.Result.InputsPurged() -> ""; // Of a connection that was ended.
      case Replay.Result.NoSuchDecision() -> "there is no such decision";
    };
  }
}
