package oo.bench.coldstart;

import java.net.URI;
import java.util.List;
import java.util.Map;
import oo.images.training.Operation;
import oo.images.training.RecordingQueue;
import oo.images.training.SampleUser;
import oo.images.training.TrainingEnvironment;

/** What all contestants share. */
final class Contest implements AutoCloseable {
  private final TrainingEnvironment world =
      new TrainingEnvironment(oo.images.training.TrainingDatabase.start());
  final RecordingQueue queue = world.queue;
  final Overheard overheard = new Overheard(world.postgres.port());

  private static int port(String url) {
    return URI.create(url.substring("jdbc:".length())).getPort();
  }

  SampleUser person(Operation operation) {
    return world.user(operation);
  }

  /**
   * @param listening whether to pass the database by {@link #overheard}
   */
  Map<String, String> environment(String function, boolean listening) {
    Map<String, String> all = world.settings(function);
    if (listening) {
      all.computeIfPresent(
          "DATABASE_URL",
          (name, url) -> url.replace(":" + port(url) + "/", ":" + overheard.port() + "/"));
    }
    return all;
  }

  /** What a first call left in the database, without what differs by nature. */
  List<String> rows(SampleUser person) {
    String times =
        "- 'made_at' - 'expires_at' - 'ended_at' - 'at' - 'created_at' - 'due_at' - 'hinted_at' - 'to_at'";
    String random =
        "- 'seed' - 'command_id' - 'traceparent' - 'connection_id' - 'user_id' - 'decision_id'";
    String chosen = "- 'slot' - 'subject'";
    var queries =
        List.of(
            "select to_jsonb(d) "
                + times
                + random
                + chosen
                + " || jsonb_build_object('shown', d.shown - 'id', 'server_context', d.server_context - 'now')"
                + " from decision d where user_id = ?",
            "select to_jsonb(i) " + random + " from decision_input i where user_id = ?",
            "select to_jsonb(f) " + times + random + " from feedback f where user_id = ?",
            "select to_jsonb(d) " + times + random + " from delivery d where user_id = ?",
            "select to_jsonb(s) "
                + times
                + random
                + " from slot s where user_id = ? order by slot, from_v",
            "select jsonb_build_array(set_version, set_size) from connection where user_id = ?");
    return world.database.statement(
        db ->
            queries.stream()
                .flatMap(
                    query ->
                        db
                            .sql(query)
                            .param(person.user().value())
                            .query(String.class)
                            .list()
                            .stream())
                .toList());
  }

  @Override
  public void close() {
    overheard.close();
    world.close();
  }
}
