package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.host.health.SchemaLevel;
import oo.postgres.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * While a deployment migrates, and after it went back, the functions of the release before run on
 * this schema. PostgreSQL must accept each of their statements; {@link MigrationsTest} refuses what
 * would refuse their rows.
 */
final class ReleaseBeforeIT {
  /** The first line has the level of that release's schema. */
  private static final Path RECORDED =
      Path.of("src/test/resources/statements-of-the-release-before.sql");

  private static final String LEVEL = "-- V";

  /** A release has no more migrations than these. */
  private static final int MIGRATIONS = 3;

  private static final String BETWEEN = ";\n\n";
  private static final Pattern LITERAL =
      Pattern.compile(
          "\"\"\"\\R(.*?)(?<!\\\\)\"\"\"|\"((?:\\\\.|[^\"\\\\\\n])*)\"", Pattern.DOTALL);
  private static final Pattern PARAMETER = Pattern.compile("\\?|(?<![:\\w]):([a-zA-Z]\\w*)");

  private final TestDatabase test = TestDatabase.create();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void everyStatementOfTheReleaseBeforeIsAccepted() throws Exception {
    String release = System.getProperty("oo.release");
    if (release != null) {
      record(Path.of(release));
    }
    String level = Files.readAllLines(RECORDED).getFirst().substring(LEVEL.length());
    assertThat(SchemaLevel.NEWEST - Integer.parseInt(level))
        .as(
            "migrations since the recorded release; to record a newer one, check it out and run this test in"
                + " functions/maintenance with -Doo.release=ITS_FOLDER")
        .isBetween(0, MIGRATIONS);
    assertThat(recorded()).hasSizeGreaterThan(150);
    assertThat(refused(recorded())).isEmpty();
  }

  @Test
  void aSchemaThatTookSomethingAwayIsSeen() throws Exception {
    try (Connection database = test.dataSource().getConnection();
        Statement statement = database.createStatement()) {
      database.setAutoCommit(false);
      for (String change :
          List.of(
              "alter table credential drop column dead",
              "alter table notice rename title to heading",
              "alter table session alter column issued type text",
              "drop function oo_rest(int)")) {
        statement.execute(change);
        assertThat(refused(database, recorded())).as(change).isNotEmpty();
        database.rollback();
      }
    }
  }

  /** Keeps what that release's own schema accepts: other literals are parts of statements. */
  private void record(Path release) throws Exception {
    int level =
        Flyway.configure()
            .dataSource(test.dataSource())
            .schemas("release")
            .locations(
                "filesystem:"
                    + release.resolve("functions/maintenance/src/main/resources/db/migration"))
            .load()
            .migrate()
            .migrations
            .size();
    var statements = new TreeSet<String>();
    try (Stream<Path> functions = Files.walk(release.resolve("functions"));
        Stream<Path> server = Files.walk(release.resolve("infra/server"))) {
      for (Path file :
          Stream.concat(functions, server)
              .filter(file -> file.toString().contains("/src/main/java/"))
              .filter(file -> file.toString().endsWith(".java"))
              .toList()) {
        statements.addAll(statements(Files.readString(file)));
      }
    }
    try (Connection database = test.dataSource().getConnection();
        Statement statement = database.createStatement()) {
      statement.execute("set search_path to release");
      statements.removeAll(refused(database, List.copyOf(statements)).keySet());
    }
    Files.createDirectories(RECORDED.getParent());
    Files.writeString(RECORDED, LEVEL + level + "\n" + String.join(BETWEEN, statements) + "\n");
  }

  private static List<String> statements(String java) {
    return LITERAL
        .matcher(java)
        .results()
        .map(found -> found.group(1) != null ? found.group(1).stripIndent() : found.group(2))
        .map(String::strip)
        .filter(text -> text.matches("(?s)(select|insert|update|delete|with)\\s.*"))
        .map(ReleaseBeforeIT::numbered)
        .toList();
  }

  /** With PostgreSQL's parameters instead of JDBC's and Spring's. */
  private static String numbered(String sql) {
    var numbers = new TreeMap<String, Integer>();
    Matcher parameter = PARAMETER.matcher(sql);
    return parameter.replaceAll(found -> {
      String name = found.group(1) != null ? found.group(1) : "?" + numbers.size();
      return "\\$" + numbers.computeIfAbsent(name, n -> numbers.size() + 1);
    });
  }

  private static List<String> recorded() throws IOException {
    return List.of(
        Files.readString(RECORDED).replaceFirst(LEVEL + "\\d+\n", "").strip().split(BETWEEN));
  }

  private Map<String, String> refused(List<String> statements) throws SQLException {
    try (Connection database = test.dataSource().getConnection()) {
      return refused(database, statements);
    }
  }

  /** With PostgreSQL's reason. */
  private static Map<String, String> refused(Connection database, List<String> statements)
      throws SQLException {
    var refused = new TreeMap<String, String>();
    database.setAutoCommit(false);
    try (Statement statement = database.createStatement()) {
      for (String sql : statements) {
        statement.execute("savepoint before");
        try {
          statement.execute("prepare one as " + sql);
        } catch (SQLException e) {
          refused.put(sql, String.valueOf(e.getMessage()));
        }
        statement.execute("rollback to before");
        statement.execute("deallocate all");
      }
    }
    return refused;
  }
}
