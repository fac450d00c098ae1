package oo.server.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import oo.server.operator.Commands.Outcome;
import oo.server.queue.QueueSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator reads when something is wrong: one sentence, and an exit code. */
final class FailuresIT {
  private static final File FULL = new File("/dev/full");

  private final Commands oo = new Commands();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(Process::destroyForcibly);
    oo.close();
  }

  /** Each command that uses the database. */
  static List<String> commands() {
    return List.of(
        "dead-letters",
        "dead-letters redrive --all",
        "dead-letters drop --all --yes",
        "connections",
        "connections --stuck",
        "user ada@example.org",
        "sign-out ada@example.org",
        "sign-out --everyone");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theDatabaseIsAway(String line) {
    oo.settings.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/oo");

    refused(line, "The database does not answer: start it, or correct DATABASE_URL. [08001]");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void thePasswordIsWrong(String line) {
    oo.settings.put("DATABASE_PASSWORD", "wrong-one");

    refused(
        line,
        "The database refuses the role: correct DATABASE_USER and DATABASE_PASSWORD. [28P01]");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void thereIsNoSuchDatabase(String line) {
    oo.settings.put("DATABASE_URL", oo.test.url().replaceFirst("/[^/]*$", "/nothing"));

    refused(line, "There is no such database: correct DATABASE_URL. [3D000]");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theSchemaIsOlder(String line) {
    QueueSchema.create(oo.database);
    oo.change("drop schema public cascade");
    oo.change("create schema public");

    refused(line, "The database has an older schema than this program needs");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theRoleMayNot(String line) {
    QueueSchema.create(oo.database);
    oo.change("revoke all on all tables in schema public, oo_runtime from current_user");

    refused(line, "The role may not do this: DATABASE_USER must be the role that owns");
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_URL, '', DATABASE_URL: is missing.",
    "DATABASE_URL, postgres://oo:hunter2@db/oo, DATABASE_URL: is no address of a database.",
    "DATABASE_PASSWORD, '', DATABASE_PASSWORD: is missing.",
    "SITE_ORIGIN, '', SITE_ORIGIN: is missing.",
  })
  void aSettingIsMissingOrWrong(String name, String value, String said) {
    oo.settings.put(name, value);

    refused("connections", said);
  }

  @Test
  void theDatabaseOffersNoTls() {
    oo.settings.put("SITE_ORIGIN", "https://oo.example");

    refused("connections", "The database offers no TLS");
    oo.settings.put("DATABASE_ON_THIS_MACHINE", "true");
    assertThat(oo.run("connections").code()).isZero();
  }

  @Test
  void theTemplateIsNotThere() {
    oo.settings.put("OO_TREE", "/nothing/here");

    refused("dead-letters", "There is no /nothing/here/infra/sam-template.yaml");
  }

  private void refused(String line, String said) {
    Outcome outcome = oo.run(line.split(" ", -1));

    assertThat(outcome.code()).isOne();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith(said)
        .hasLineCount(1)
        .doesNotContain("hunter2", "wrong-one", "Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing", "--nothing", "connections more", "user", "sign-out a b"})
  void wrongUsageIsSaid(String line) {
    Outcome outcome = oo.run(line.isEmpty() ? new String[0] : line.split(" ", -1));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("--help)").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connections", "dead-letters", "dead-letters explain", "dead-letters redrive",
        "dead-letters drop", "sign-out", "trace", "user"
      })
  void helpNeedsNoSettingAndHasAnExample(String line) {
    oo.settings.clear();
    var arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    arguments.add("--help");

    Outcome outcome = oo.run(arguments.toArray(String[]::new));

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).startsWith("Usage: oo " + line).contains("Example");
  }

  @Test
  void aPipeThatIsClosedEarlyEndsNothing() throws Exception {
    QueueSchema.create(oo.database);
    dead(3_000);

    Process list = started("dead-letters");
    list.getInputStream().close();
    assertThat(list.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(list.getErrorStream().readAllBytes(), UTF_8))
        .isEqualTo("2900 more are not listed.\n");
    assertThat(list.exitValue()).isZero();

    Process redrive = started("dead-letters", "redrive", "--all");
    redrive.getInputStream().close();
    redrive.getErrorStream().close();
    assertThat(redrive.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(left()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"connections", "user ada@example.org --json", "--help", "user --help"})
  void outputThatIsLostIsNoSuccess(String line) throws Exception {
    assumeTrue(FULL.exists(), "Linux has it");
    oo.connection(oo.user("ada@example.org"));

    Process command = started(Redirect.to(FULL), line.split(" ", -1));

    assertThat(new String(command.getErrorStream().readAllBytes(), UTF_8))
        .contains("could not be written to its end: make room")
        .hasLineCount(1);
    assertThat(command.waitFor()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"explain xyz", "redrive 1-2", "drop '' --yes", "explain \u00fc"})
  void anIdThatIsNoneIsWrongUsage(String line) {
    Outcome outcome = oo.run(("dead-letters " + line).split(" ", -1));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("is no id").doesNotContain("java").hasLineCount(1);
  }

  @Test
  void aRedriveThatIsEndedInTheMiddleLosesNothingAndTheNextOneGoesOn() throws Exception {
    QueueSchema.create(oo.database);
    dead(3_000);
    Process redrive;
    try (Connection held = oo.test.dataSource().getConnection()) {
      held.setAutoCommit(false);
      held.createStatement()
          .execute(
              """
              select from oo_runtime.message where message_id =
                (select message_id from oo_runtime.message order by visible_at offset 1700 limit 1)
              for update
              """);
      redrive = started("dead-letters", "redrive", "--all");
      for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
          left() > 1_500 && System.nanoTime() < end; ) {
        Thread.sleep(20);
      }
      // The JVM ends as by Ctrl-C, whose signal a job in the background ignores.
      redrive.toHandle().destroy();
      assertThat(redrive.waitFor(60, TimeUnit.SECONDS)).isTrue();
      held.rollback();
    }

    assertThat(redrive.exitValue()).as("128 and SIGTERM").isEqualTo(143);
    assertThat(new String(redrive.getErrorStream().readAllBytes(), UTF_8))
        .contains("Stopped: 1500 of 3000 messages sent back. The same command does the rest.");
    assertThat(oo.ask(Long.class, "select count(*) from oo_runtime.message")).isEqualTo(3_000);
    // PostgreSQL may end the statement that the dead process had begun.
    assertThat(left()).isIn(1_500L, 1_000L);
    assertThat(oo.run("dead-letters", "redrive", "--all").code()).isZero();
    assertThat(left()).isZero();
  }

  private void dead(int many) {
    oo.change(
        """
        insert into oo_runtime.message (message_id, queue, body, visible_at)
        select gen_random_uuid(), 'MailDeadLetters', '{}', oo_now() - i * interval '1 second'
        from generate_series(1, ?) i
        """,
        many);
  }

  private long left() {
    return oo.ask(
        Long.class, "select count(*) from oo_runtime.message where queue = 'MailDeadLetters'");
  }

  private Process started(String... arguments) throws IOException {
    return started(Redirect.PIPE, arguments);
  }

  private Process started(Redirect output, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectOutput(output);
    builder.environment().putAll(oo.settings);
    Process process = builder.start();
    processes.add(process);
    return process;
  }
}
