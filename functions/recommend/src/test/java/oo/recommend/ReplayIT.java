package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.contract.Tip;
import oo.host.base.Uuid7;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplayIT {
  private final RecommendApp app = new RecommendApp();
  private final Person ann = app.person();
  private ConnectionRef first;
  private ConnectionRef second;

  @BeforeEach
  void twoConnections() {
    first = ann.connect("1");
    second = ann.connect("2");
    ann.open(first, titles(20));
    ann.open(second, titles(30));
  }

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void aDecisionComesOutAgainWhateverHappenedSince() {
    Tip tip = Person.read(ann.ask("{\"context\":{\"zone\":\"Asia/Tokyo\",\"n\":[1,2.5]}}")).tip();
    assertThat(replayed(tip)).isEqualTo(new Replay.Result.Match());

    ann.open(first, Map.of("t3", "Changed", "new", "New"));
    for (int i = 10; i < 20; i++) {
      ann.close(first, "t" + i);
      ann.close(second, "t" + i);
    }

    assertThat(replayed(tip)).isEqualTo(new Replay.Result.Match());
    assertThat(command(tip))
        .isEqualTo(
            "0 match: policy and version, distribution, connection, slot, task, its version, the"
                + " tip's words\n");
  }

  @Test
  void aTaskThatWasShownAgainIsReplayedToo() {
    Tip tip = ann.tip();
    ann.open(chosen(tip), Map.of(subject(tip), "Other words"));

    Tip again = ann.tip();

    assertThat(again.title()).isEqualTo("Other words");
    assertThat(replayed(again)).isEqualTo(new Replay.Result.Match());
    assertThat(replayed(tip)).isEqualTo(new Replay.Result.Match());
  }

  @Test
  void changedWordsOfTheCandidateAreFoundOut() {
    Tip tip = ann.tip();
    ann.sql("update candidate set task = jsonb_set(task, '{title}', '\"Forged\"')");

    assertMismatch(tip, "the tip's words");
    assertThat(command(tip)).startsWith("1 mismatch\n  the tip's words");
  }

  @Test
  void anotherSeedIsFoundOut() {
    Tip tip = ann.tip();
    // With 50 candidates, the seeds below choose different ones.
    long mismatches =
        List.of("01", "02", "03", "04", "05", "06", "07", "08").stream()
            .filter(seed -> {
              ann.sql("update decision set seed = decode(?, 'hex')", seed);
              return replayed(tip) instanceof Replay.Result.Mismatch;
            })
            .count();
    assertThat(mismatches).isGreaterThanOrEqualTo(6);
  }

  @Test
  void anotherPolicyVersionSlotOrDistributionIsFoundOut() {
    Tip tip = ann.tip();
    ann.sql("update decision set policy_version = 9");
    assertMismatch(tip, "policy version: logged 9, now 0");
    ann.sql("update decision set policy_version = 0, policy = 'nobody'");
    assertMismatch(tip, "No policy is called nobody");
    ann.sql("update decision set policy = 'random', slot = slot + 1");
    assertMismatch(tip, "slot: logged");
    ann.sql("update decision set slot = slot - 1, distribution = '{\"uniform\": 49}'");
    assertMismatch(tip, "distribution: logged");
    ann.sql("update decision set distribution = '{\"uniform\": 50}'");
    assertThat(replayed(tip)).isEqualTo(new Replay.Result.Match());
  }

  @Test
  void withoutItsInputsAUniformChoiceIsStillCheckedFromTheSizes() {
    Tip tip = ann.tip();
    // Purges the connection that was not chosen, with its candidates.
    purgeTheOther(tip);
    Replay.Result result = replayed(tip);
    assertThat(result).isIn(new Replay.Result.Match(), new Replay.Result.InputsPurged());

    ann.sql("delete from slot");
    assertThat(replayed(tip)).isEqualTo(new Replay.Result.InputsPurged());
    assertThat(command(tip)).startsWith("2 inputs_purged");

    ann.sql("update decision_input set set_size = set_size + 1 where position = 0");
    assertMismatch(tip, "number of candidates: logged 50, now 51");
    ann.sql("update decision_input set set_size = set_size - 1 where position = 0");
    ann.sql("update decision set slot = slot + 1");
    assertMismatch(tip, "slot: logged");
  }

  @Test
  void aPurgedConnectionTakesItsDecisionsWithIt() {
    Tip tip = ann.tip();
    ann.sql("delete from connection where connection_id = ?", chosen(tip).connection().value());

    assertThat(replayed(tip)).isEqualTo(new Replay.Result.NoSuchDecision());
    assertThat(replay(new DecisionId(Uuid7.next()))).isEqualTo(new Replay.Result.NoSuchDecision());
    assertThat(command(tip)).isEqualTo("2 There is no such decision.\n");
  }

  @Test
  void theCommandSaysWhatItExpects() {
    assertThat(command("nonsense")).startsWith("2 usage: ");
    assertThat(command()).startsWith("2 usage: ");
  }

  private void purgeTheOther(Tip tip) {
    ConnectionRef other = chosen(tip).equals(first) ? second : first;
    ann.sql("delete from connection where connection_id = ?", other.connection().value());
  }

  private void assertMismatch(Tip tip, String difference) {
    assertThat(replayed(tip))
        .asInstanceOf(type(Replay.Result.Mismatch.class))
        .satisfies(mismatch ->
            assertThat(mismatch.differences()).anyMatch(line -> line.startsWith(difference)));
  }

  private Replay.Result replayed(Tip tip) {
    return replay(new DecisionId(tip.id()));
  }

  private Replay.Result replay(DecisionId id) {
    return app.replay(id);
  }

  private String command(Tip tip) {
    return command(tip.id().toString());
  }

  private String command(String... arguments) {
    var out = new ByteArrayOutputStream();
    int exit =
        ReplayCommand.run(
            arguments,
            Map.of(
                "DATABASE_URL", app.test.url(),
                "DATABASE_USER", app.test.user(),
                "DATABASE_PASSWORD", app.test.password()),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return exit + " " + out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  private ConnectionRef chosen(Tip tip) {
    return app.count(
                "decision where decision_id = '"
                    + tip.id()
                    + "' and connection_id = '"
                    + first.connection()
                    + "'")
            == 1
        ? first
        : second;
  }

  private String subject(Tip tip) {
    return app.column("subject", tip);
  }

  private static Map<String, String> titles(int n) {
    var titles = new HashMap<String, String>();
    for (int i = 0; i < n; i++) {
      titles.put("t" + i, "Task " + i);
    }
    return titles;
  }
}
