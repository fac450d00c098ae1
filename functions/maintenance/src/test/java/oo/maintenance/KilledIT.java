package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.maintenance.mail.ScriptedSmtp;
import oo.maintenance.outbox.DueMails;
import oo.postgres.Mortality;
import oo.signals.ConnectionRef;
import oo.signals.hints.MailHint;
import oo.signals.mail.MailStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The process dies at every point of {@code send_mail} and {@code sweep_outbox}: each statement,
 * each commit, each message, each answer of the mail server. Another one takes over.
 */
final class KilledIT {
  private final Rows rows = new Rows();
  private final ScriptedSmtp smtp = new ScriptedSmtp();
  private final Mortality mortality = Mortality.atStatements();
  private final MailStore mails = new MailStore();
  private final UserId user = rows.addressee();

  private final SingleConnectionDataSource connection =
      new SingleConnectionDataSource(rows.test.url(), rows.test.user(), rows.test.password(), true);

  private final Started started = Started.mailing(mortality.mortal(connection), smtp.url());

  @AfterEach
  void close() throws IOException {
    started.close();
    connection.destroy();
    smtp.close();
    rows.close();
  }

  /** What the mail server says of the mail, and what becomes of the row in the end. */
  @ParameterizedTest
  @CsvSource({"250 taken,sent", "450 later,sent", "550 no,parked", "unwanted,dropped"})
  void whereverItsSenderDiesAMailGoesOnWithinTwoMinutes(String answer, String end) {
    smtp.beforeAnswer = () -> mortality.point("before an answer");
    var hint = new MailHint[1];
    var taken = new int[2];
    int points =
        mortality.everywhere(
            () -> {
              smtp.mails.clear();
              smtp.answer("RCPT", answer);
              rows.run("delete from mail");
              rows.run("update app_user set mail_session_reuse = ?", !answer.equals("unwanted"));
              rows.database.run(tx -> mails.sessionReused(tx, user));
              hint[0] = sweep().getFirst();
            },
            () -> mortality.lived(started.consume("send_mail", hint[0])),
            () -> {
              taken[0] = smtp.mails.size();
              taken[1] = rows.count("mail where state = 'sent'");
              sweepEachMinute(2);
              if (answer.startsWith("450")) {
                assertThat(smtp.mails).isEmpty();
                smtp.wellAgain();
                rows.advance(Duration.ofMinutes(18));
                sweepEachMinute(2);
              }
              int sent = end.equals("sent") ? taken[0] + (1 - taken[1]) : 0;
              assertThat(smtp.mails).hasSize(sent);
              assertThat(smtp.mails.stream().map(KilledIT::messageId).distinct().count())
                  .isEqualTo(Math.min(sent, 1));
              assertThat(rows.count("mail")).isEqualTo(end.equals("dropped") ? 0 : 1);
              assertThat(rows.count("mail where state <> '" + end + "'")).isZero();
            });
    assertThat(points).isGreaterThan(end.equals("dropped") ? 3 : 8);
  }

  private static String messageId(String mail) {
    return mail.lines().filter(line -> line.startsWith("Message-ID: ")).findFirst().orElseThrow();
  }

  private void sweepEachMinute(int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      rows.advance(Duration.ofMinutes(1));
      sweep().forEach(hint -> assertThat(started.consume("send_mail", hint)).isTrue());
    }
  }

  /** What a sweep sends. */
  private List<MailHint> sweep() {
    return rows.database.transaction(tx -> new DueMails("mail", true).take(tx, 10)).hints().stream()
        .map(hint -> new Message("1", hint.body()).hint(MailHint.class))
        .toList();
  }

  @Test
  void whatASweepThatDiesDidNotSendTheNextOneSendsAMinuteLater() {
    ConnectionRef ref = rows.connection(user);
    rows.open(ref, "A", "a", "b");
    rows.delivery(ref, "waiting");
    ConnectionRef ended = rows.connection(user);
    rows.database.run(tx -> rows.lifecycle.end(tx, ended, Trace.begin()));
    rows.database.run(tx -> mails.sessionReused(tx, user));
    started.whenSent = () -> mortality.point("before a message");
    List<String> tables = List.of("connection", "delivery", "revocation", "mail");
    var swept = new ArrayList<Map<String, Integer>>();
    int points =
        mortality.everywhere(
            () -> {
              started.sent.clear();
              tables.forEach(table ->
                  rows.run("update " + table + " set due_at = oo_now(), hinted_at = null"));
              rows.run("update task set hidden_until = oo_now() where subject = 'a'");
              rows.run("delete from pulse");
              rows.database.run(tx -> rows.candidates.restore(tx, ref, List.of("a")));
            },
            () -> mortality.lived(started.tick("sweep_outbox")),
            () -> {
              Map<String, Integer> before = sent();
              rows.advance(Duration.ofSeconds(61));
              assertThat(started.tick("sweep_outbox")).isTrue();
              swept.add(before);
              assertThat(sent())
                  .as("after %s", before)
                  .isEqualTo(Map.of("fetch", 1, "deliver", 1, "revoke", 1, "mail", 1));
              assertThat(rows.set(ref).size()).isEqualTo(2);
              assertThat(rows.count("pulse where name = 'sweep_outbox'")).isEqualTo(1);
            });
    assertThat(points).isGreaterThan(25);
    assertThat(swept.getFirst()).isEmpty();
    assertThat(swept.getLast()).hasSize(4);
  }

  /** How many hints were sent to each queue since it was last asked. */
  private Map<String, Integer> sent() {
    var sent = new TreeMap<String, Integer>();
    for (String queue : List.of("fetch", "deliver", "revoke", "mail")) {
      int messages = started.messages(queue).size();
      if (messages > 0) {
        sent.put(queue, messages);
      }
    }
    return sent;
  }
}
