package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each table has one class that writes it. The test reads the SQL in the string literals of the
 * functions' main code: insert, update, delete, and select that locks rows.
 */
final class TableOwnersTest {
  private static final Map<String, String> OWNERS =
      Map.ofEntries(
          Map.entry("app_user", "oo.signals.user.UserStore"),
          Map.entry("call_budget", "oo.connectors.calls.CallGateStore"),
          Map.entry("call_rate", "oo.host.limits.RateStore"),
          Map.entry("candidate", "oo.signals.candidates.TaskStore"),
          Map.entry("connection", "oo.signals.connection.ConnectionStore"),
          Map.entry("credential", "oo.vault.CredentialStore"),
          Map.entry("decision", "oo.signals.decisions.DecisionStore"),
          Map.entry("decision_input", "oo.signals.decisions.DecisionStore"),
          Map.entry("delivery", "oo.signals.deliveries.DeliveryStore"),
          Map.entry("event_outbox", "oo.signals.outbox.EventOutbox"),
          Map.entry("event_publisher", "oo.signals.outbox.EventOutbox"),
          Map.entry("export_file", "oo.auth.user.ExportFileStore"),
          Map.entry("feedback", "oo.signals.decisions.FeedbackStore"),
          Map.entry("freed_version", "oo.maintenance.purge.ClosedSlots"),
          Map.entry("identity", "oo.auth.user.IdentityStore"),
          Map.entry("key_probe", "oo.host.health.KeyProbeStore"),
          Map.entry("mail", "oo.signals.mail.MailStore"),
          Map.entry("notice", "oo.signals.decisions.NoticeStore"),
          Map.entry("oauth_attempt", "oo.connectcallback.OauthAttemptStore"),
          Map.entry("provider_call", "oo.host.health.ProviderCallStore"),
          Map.entry("provider_gate", "oo.connectors.calls.CallGateStore"),
          Map.entry("pulse", "oo.host.health.PulseStore"),
          Map.entry("purge_place", "oo.maintenance.purge.Batches"),
          Map.entry("revocation", "oo.signals.lifecycle.RevocationStore"),
          Map.entry("session", "oo.auth.session.SessionStore"),
          Map.entry("shared_closing", "oo.signals.deliveries.DeliveryStore"),
          Map.entry("sign_in_attempt", "oo.auth.signin.SignInAttemptStore"),
          Map.entry("slot", "oo.signals.candidates.SlotStore"),
          Map.entry("task", "oo.signals.candidates.TaskStore"));

  /** The packages of purge_expired and sweep_outbox, which work on the rows of every table. */
  private static final List<String> EXCEPTED =
      List.of("oo.maintenance.purge.", "oo.maintenance.outbox.");

  private static final Pattern CREATE = Pattern.compile("(?m)^create (?:unlogged )?table (\\w+)");
  private static final Pattern LITERAL =
      Pattern.compile(
          "\"\"\"\\R(.*?)(?<!\\\\)\"\"\"|\"((?:\\\\.|[^\"\\\\\\n])*)\"", Pattern.DOTALL);
  private static final Pattern INNERMOST = Pattern.compile("\\(([^()]*)\\)");
  private static final Pattern WRITE =
      Pattern.compile(
          "\\b(?:insert into|delete from|merge into|truncate(?: table)?) (\\w+)\\b"
              + "|\\bupdate (?!set\\b)(\\w+)(?: (?:as )?(?!set\\b)\\w+)? set\\b");
  private static final Pattern LOCK =
      Pattern.compile(
          "\\bfrom (\\w+)\\b(?!.*\\bfrom \\w).*\\bfor (?:no key update|update|share|key share)\\b");

  private static final Path ROOT = Oo.tree();

  @Test
  void everyTableIsWrittenByItsOwnerAlone() throws IOException {
    var writers = new TreeMap<String, Set<String>>();
    scan((type, table) -> {
      if (EXCEPTED.stream().noneMatch(type::startsWith) || type.equals(OWNERS.get(table))) {
        writers.computeIfAbsent(table, t -> new TreeSet<>()).add(type);
      }
    });
    var expected = new TreeMap<String, Set<String>>();
    OWNERS.forEach((table, owner) -> expected.put(table, Set.of(owner)));
    assertThat(writers).isEqualTo(expected);
  }

  @Test
  void everyTableOfTheSchemaHasAnOwner() throws IOException {
    var owned = new TreeSet<>(OWNERS.keySet());
    owned.add("restoration"); // The schema's own function oo_restored writes it.
    assertThat(tables()).hasSizeGreaterThan(10).isEqualTo(owned);
  }

  @Test
  void theExceptionsStillWrite() throws IOException {
    for (String excepted : EXCEPTED) {
      var found = new TreeSet<String>();
      scan((type, table) -> {
        if (type.startsWith(excepted)) {
          found.add(table);
        }
      });
      assertThat(found).as(excepted).isNotEmpty();
    }
  }

  @Test
  void theScanSeesEachKindOfWrite() {
    assertThat(written("insert into task (a) values (?) on conflict do update\nset a = 1"))
        .containsExactly("task");
    assertThat(written("update slot\nset a = 1")).containsExactly("slot");
    assertThat(written("update delivery d set a = 1 from task t")).containsExactly("delivery");
    assertThat(written("with gone as (\n  delete from slot where a) select 1"))
        .containsExactly("slot");
    assertThat(written("select a from task where b = (select b from slot) for no key update"))
        .containsExactly("task");
    assertThat(written("select a from app_user for share")).containsExactly("app_user");
    assertThat(written("select a from task")).isEmpty();
    assertThat(
            literals(
                """
                tx.sql("delete from task").update(); /* text */ tx.sql(
                    \"""
                    update slot set a = 1
                    \""")
                """))
        .anySatisfy(literal -> assertThat(written(literal)).containsExactly("task"))
        .anySatisfy(literal -> assertThat(written(literal)).containsExactly("slot"));
  }

  private static void scan(BiConsumer<String, String> writerAndTable) throws IOException {
    Set<String> tables = tables();
    try (Stream<Path> files = Files.walk(ROOT.resolve("functions"))) {
      for (Path file : files.filter(TableOwnersTest::isMainJava).toList()) {
        for (String literal : literals(Files.readString(file))) {
          for (String table : written(literal)) {
            if (tables.contains(table)) {
              writerAndTable.accept(type(file), table);
            }
          }
        }
      }
    }
  }

  private static boolean isMainJava(Path file) {
    return file.toString().contains("/src/main/java/") && file.toString().endsWith(".java");
  }

  private static String type(Path file) {
    String path = file.toString();
    String name = path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length());
    return name.substring(0, name.length() - ".java".length()).replace('/', '.');
  }

  private static Set<String> tables() throws IOException {
    var tables = new TreeSet<String>();
    Path migrations = ROOT.resolve("functions/maintenance/src/main/resources/db/migration");
    try (Stream<Path> files = Files.list(migrations)) {
      for (Path file : files.toList()) {
        CREATE.matcher(Files.readString(file)).results().forEach(m -> tables.add(m.group(1)));
      }
    }
    return tables;
  }

  private static List<String> literals(String java) {
    var literals = new ArrayList<String>();
    Matcher literal = LITERAL.matcher(java);
    while (literal.find()) {
      literals.add(literal.group(1) != null ? literal.group(1) : literal.group(2));
    }
    return literals;
  }

  /** The tables that a statement writes or locks; each of its subqueries is judged by itself. */
  private static Set<String> written(String sql) {
    var written = new TreeSet<String>();
    String rest = sql.replaceAll("\\s+", " ");
    for (Matcher inner = INNERMOST.matcher(rest); inner.find(); inner = INNERMOST.matcher(rest)) {
      written.addAll(writtenAlone(inner.group(1)));
      rest = rest.substring(0, inner.start()) + " " + rest.substring(inner.end());
    }
    written.addAll(writtenAlone(rest));
    return written;
  }

  private static Set<String> writtenAlone(String sql) {
    var written = new TreeSet<String>();
    Matcher write = WRITE.matcher(sql);
    while (write.find()) {
      written.add(write.group(1) != null ? write.group(1) : write.group(2));
    }
    Matcher lock = LOCK.matcher(sql);
    if (lock.find()) {
      written.add(lock.group(1));
    }
    return written;
  }
}
