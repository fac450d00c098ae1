package oo.recommend;

import java.io.PrintStream;
import java.util.Map;
import java.util.UUID;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.policy.PolicyFactory;
import oo.signals.DecisionId;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.DecisionStore;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code ./oo replay DECISION}: exit 0 when it matches, 1 when it does not, 2 when it could not be
 * replayed. Reads {@code DATABASE_URL}, {@code DATABASE_USER} and {@code DATABASE_PASSWORD}.
 */
public final class ReplayCommand {
  private ReplayCommand() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv(), System.out));
  }

  public static int run(String[] arguments, Map<String, String> environment, PrintStream out) {
    UUID id;
    try {
      id = UUID.fromString(arguments.length == 1 ? arguments[0] : "");
    } catch (IllegalArgumentException e) {
      out.println("usage: ./oo replay DECISION, a decision's id: the id of its tip");
      return 2;
    }
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(environment.getOrDefault("DATABASE_URL", ""));
    dataSource.setUser(environment.get("DATABASE_USER"));
    dataSource.setPassword(environment.get("DATABASE_PASSWORD"));
    var replay =
        new Replay(
            new Database(dataSource),
            new CandidatePool(),
            new DecisionStore(),
            PolicyFactory.load());
    try {
      return say(replay.run(new DecisionId(id)), out);
    } catch (DatabaseUnavailable e) {
      out.println("The database does not answer. Is ./oo run running?");
      return 2;
    }
  }

  private static int say(Replay.Result result, PrintStream out) {
    return switch (result) {
      case Replay.Result.Match() -> {
        out.println(
            "match: policy and version, distribution, connection, slot, task, its version, the"
                + " tip's words");
        yield 0;
      }
      case Replay.Result.Mismatch(var differences) -> {
        out.println("mismatch");
        differences.forEach(difference -> out.println("  " + difference));
        yield 1;
      }
      case Replay.Result.InputsPurged() -> {
        out.println(
            "inputs_purged: number of candidates and slot match; the rest needs what was purged");
        yield 2;
      }
      case Replay.Result.NoSuchDecision() -> {
        out.println("There is no such decision.");
        yield 2;
      }
    };
  }
}
