package oo.bench;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import oo.images.lambda.LambdaProcess;
import oo.images.training.Operation;
import oo.images.training.SampleUser;
import oo.images.training.TrainingEnvironment;

/**
 * What the first call of a function does: its answer, the statements from BEGIN to COMMIT as
 * PostgreSQL logs them but for white space, and the rows that it leaves. Random values and times
 * are made equal.
 */
record Work(GatewayResponse response, List<String> statements, List<String> rows) {
  private static final Pattern STATEMENT =
      Pattern.compile("LOG:  (?:statement|execute [^:]+): (.*(?:\\n\\t.*)*)");
  private static final String TIMES = " - 'made_at' - 'expires_at' - 'created_at' - 'to_at'";
  private static final String RANDOM =
      " - 'seed' - 'traceparent' - 'connection_id' - 'user_id' - 'decision_id'";

  static Work of(
      TrainingEnvironment environment,
      Operation operation,
      Function<SampleUser, LambdaProcess> start) {
    SampleUser user = environment.user(operation);
    byte[] event = ColdStarts.event(operation, user);
    int logged = environment.postgres.log().length();
    logStatements(environment, "all");
    try (LambdaProcess process = start.apply(user)) {
      GatewayResponse first = GatewayResponse.of(process.invoke(event));
      String log = environment.postgres.log().substring(logged);
      String again = GatewayResponse.of(process.invoke(event)).body();
      if (!again.equals(first.body())) {
        throw new IllegalStateException("Answered " + first.body() + ", then " + again);
      }
      String body =
          first.body().replaceFirst("\"id\":\"[0-9a-f]{8}-[0-9a-f-]{27}\"", "\"id\":\"a new id\"");
      return new Work(
          new GatewayResponse(first.headers(), body), transaction(log), rows(environment, user));
    } finally {
      logStatements(environment, "none");
      environment.queue.drain();
    }
  }

  /** For the connections that are opened from now on. */
  private static void logStatements(TrainingEnvironment environment, String which) {
    environment.database.run(
        tx -> tx.sql("alter database postgres set log_statement = '" + which + "'").update());
  }

  private static List<String> transaction(String log) {
    List<String> all =
        STATEMENT
            .matcher(log)
            .results()
            .map(match -> match.group(1).replaceAll("\\s+", " ").strip())
            .toList();
    int begin = all.indexOf("BEGIN");
    int commit = all.indexOf("COMMIT");
    if (begin < 0 || commit < begin) {
      throw new IllegalStateException("No transaction in PostgreSQL's log:\n" + log);
    }
    return all.subList(begin, commit + 1);
  }

  private static List<String> rows(TrainingEnvironment environment, SampleUser user) {
    List<String> queries =
        List.of(
            "select to_jsonb(d) - 'slot' - 'subject'"
                + TIMES
                + RANDOM
                + " || jsonb_build_object('shown', d.shown - 'id', 'server_context', d.server_context - 'now')"
                + " from decision d where user_id = ?",
            "select to_jsonb(i)" + RANDOM + " from decision_input i where user_id = ?",
            "select to_jsonb(s)"
                + TIMES
                + RANDOM
                + " from slot s where user_id = ? order by slot, from_v",
            "select jsonb_build_array(set_version, set_size) from connection where user_id = ?");
    return environment.database.transaction(tx ->
        queries.stream()
            .flatMap(query ->
                tx.sql(query).param(user.user().value()).query(String.class).list().stream())
            .toList());
  }

  /**
   * @throws IllegalStateException naming the first difference: nothing that does other work is
   *     timed
   */
  void requireSame(Work other, String name) {
    require(response.equals(other.response), "answer", name, response, other.response);
    for (int i = 0; i < Math.max(statements.size(), other.statements.size()); i++) {
      require(
          at(statements, i).equals(at(other.statements, i)),
          "statement",
          name,
          at(statements, i),
          at(other.statements, i));
    }
    require(rows.equals(other.rows), "rows", name, rows, other.rows);
  }

  private static String at(List<String> list, int index) {
    return index < list.size() ? list.get(index) : "nothing";
  }

  private static void require(boolean same, String what, String name, Object one, Object other) {
    if (!same) {
      throw new IllegalStateException(
          "The %s of plain and of %s differ.%n%s%n%s".formatted(what, name, one, other));
    }
  }
}
