package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import oo.host.health.SchemaLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A deployment migrates while the functions of before serve, so a migration only adds: what their
 * statements name stays, with its type, and what they do not write may be absent.
 */
final class MigrationsTest {
  private static final Path FOLDER = Path.of("src/main/resources/db/migration");

  /** Of before the first deployment that migrated first; nothing old runs on them. */
  private static final int CHECKED_FROM = 8;

  /** The first 16 digits of each file's SHA-256. A line is never changed. */
  private static final Map<String, String> RELEASED =
      Map.ofEntries(
          Map.entry("V1__schema.sql", "f4b8b9647f75878d"),
          Map.entry("V2__tasks.sql", "622251668e7d1b61"),
          Map.entry("V3__connections.sql", "6f2a16c96b878cb9"),
          Map.entry("V4__deliveries.sql", "39aa50cc76ac586d"),
          Map.entry("V5__sessions.sql", "c3f3e676f2b16c2c"),
          Map.entry("V6__limits.sql", "6bbd9614f9f66082"),
          Map.entry("V7__exports.sql", "7eab69a156782022"),
          Map.entry("V8__unfinished.sql", "996ac743b38f085c"),
          Map.entry("V9__mail.sql", "f27767f5461db373"),
          Map.entry("V10__event_outbox.sql", "cf2b834d56ea20e3"),
          Map.entry("V11__pulse.sql", "10a9f4289b8ecbc0"),
          Map.entry("V12__purge.sql", "2706df65f6a38a79"),
          Map.entry("V13__restored.sql", "19d634913cf0ac2c"));

  private static final Pattern COMMENT = Pattern.compile("--.*|/\\*(?s:.*?)\\*/");
  private static final Pattern TEXT =
      Pattern.compile("\\$(\\w*)\\$(?s:.*?)\\$\\1\\$|'(?:[^']|'')*'");

  /** What a statement may not contain, with the reason. */
  private static final Map<Pattern, String> REFUSED =
      Map.of(
          pattern(
              "^drop (table|view|materialized|function|procedure|type|domain|sequence|schema|trigger)"),
          "old code uses what is dropped",
          pattern("^truncate"),
          "old rows go",
          pattern(
              "^alter table.* drop (column|(?!constraint|not null|default|expression|identity)\\w)"),
          "old code names the column",
          pattern("\\brename\\b"),
          "old code uses the old name",
          pattern("^alter table.* alter (column )?\\w+ (set data )?type"),
          "old code reads and writes the old type",
          pattern("^alter table.* set not null"),
          "old code may write null",
          pattern(
              "^alter table.* add (column )?(if not exists )?\\w+ (?!foreign|unique|check|primary)"
                  + "(?=[^,]*not null)(?![^,]*(default|generated|identity))"),
          "old code inserts without the column",
          pattern("^alter table.* add (constraint \\w+ )?(unique|exclude|foreign key|primary key)"),
          "old code may write what the constraint refuses",
          pattern("^create unique index"),
          "old code may write what the index refuses",
          pattern("^create or replace function|^alter (function|type|sequence)"),
          "old code calls it as it was; a new name beside it is safe");

  @Test
  void aReleasedMigrationIsNeverChanged() throws Exception {
    var now = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        now.put(file.getFileName().toString(), HexFormat.of().formatHex(digest, 0, 8));
      }
    }
    var changed = new TreeMap<>(RELEASED);
    changed.entrySet().removeAll(now.entrySet());
    assertThat(changed.keySet())
        .as(
            "Databases have run these files, so none of them may change or go. Put the file back as it was, and write what"
                + " you want into the next one, V%d__NAME.sql.",
            SchemaLevel.NEWEST + 1)
        .isEmpty();
    now.entrySet().removeAll(RELEASED.entrySet());
    assertThat(now)
        .as(
            "A new file is released with its line in RELEASED: Map.entry(NAME, SUM) as below. Take the number after %d,"
                + " and make it SchemaLevel.NEWEST.",
            SchemaLevel.NEWEST)
        .isEmpty();
    assertThat(RELEASED.keySet().stream().map(MigrationsTest::version))
        .as(
            "SchemaLevel.NEWEST is the newest file's number, and no number is left out or used twice.")
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, SchemaLevel.NEWEST).boxed().toList());
  }

  private static int version(String name) {
    return Integer.parseInt(name.replaceFirst("V(\\d+)__.*", "$1"));
  }

  @Test
  void aMigrationAddsAndTakesNothingAway() throws IOException {
    var wrong = new TreeMap<String, List<String>>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (version(name) >= CHECKED_FROM) {
          List<String> faults = faults(Files.readString(file));
          if (!faults.isEmpty()) {
            wrong.put(name, faults);
          }
        }
      }
    }
    assertThat(wrong)
        .as("in two releases it is safe: add and use both, then take away when no old code runs")
        .isEmpty();
  }

  @Test
  void theMigrationThatEndedAllSessionsWouldBeRefusedToday() throws IOException {
    assertThat(faults(Files.readString(FOLDER.resolve("V5__sessions.sql"))))
        .anyMatch(fault -> fault.contains("old code names the column"))
        .anyMatch(fault -> fault.contains("old code uses what is dropped"));
    assertThat(faults(Files.readString(FOLDER.resolve("V6__limits.sql")))).isEmpty();
    assertThat(faults(Files.readString(FOLDER.resolve("V7__exports.sql")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table t add column a int|0",
        "alter table t add column a int not null default 0, add column b text|0",
        "alter table t add column a int default 0, add column b text not null|1",
        "alter table t add a text not null|1",
        "alter table t add column s bigint not null generated always as identity|0",
        "alter table t drop column a|1",
        "alter table t drop a|1",
        "alter table t drop constraint t_check, add constraint t_check check (a in ('x', 'y'))|0",
        "alter table t add constraint one unique (a)|1",
        "alter table t alter column a type bigint|1",
        "alter table t alter a set not null|1",
        "alter table t alter column a drop not null|0",
        "ALTER TABLE t RENAME COLUMN a TO b|1",
        "drop index i; create index i on t (a)|0",
        "create unique index i on t (a)|1",
        "create table n (a int not null)|0",
        "drop function f(int)|1",
        "create or replace function f() returns int language sql as $$ select 1 $$|1",
        "create function f() returns text language sql as $$ drop table x $$|0",
        "-- drop table t|0",
        "insert into t values ('; drop table t')|0",
        "truncate t|1",
      })
  void aStatementIsRefusedForWhatItTakesAway(String sql, int faults) {
    assertThat(faults(sql)).hasSize(faults);
  }

  private static List<String> faults(String sql) {
    String plain = COMMENT.matcher(sql).replaceAll(" ");
    return Stream.of(TEXT.matcher(plain).replaceAll("''").split(";", -1))
        .map(statement -> statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
        .flatMap(statement ->
            REFUSED.entrySet().stream()
                .filter(each -> each.getKey().matcher(statement).find())
                .map(each -> each.getValue() + ": " + statement))
        .toList();
  }

  private static Pattern pattern(String pattern) {
    return Pattern.compile(pattern);
  }
}
