package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import oo.host.base.Secrets;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.maintenance.mail.ScriptedSmtp;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore;
import oo.signals.hints.MailHint;
import oo.signals.mail.MailKind;
import oo.signals.mail.MailStore;
import oo.signals.mail.MailStore.Stop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails from the row to a mail server, by the database's clock. */
final class MailIT {
  private static final Duration A_WEEK = Duration.ofDays(7);

  private final Rows rows = new Rows();
  private final ScriptedSmtp smtp = new ScriptedSmtp();
  private final ConnectionStore connections = new ConnectionStore();
  private final MailStore mails = new MailStore();
  private final UserId user = rows.addressee();
  private Started started = started(smtp.url());

  @AfterEach
  void close() throws IOException {
    started.close();
    smtp.close();
    rows.close();
  }

  private Started started(String url) {
    return Started.mailing(rows.test.dataSource(), url);
  }

  @Test
  void aConnectionThatMustBeRenewedIsToldOnceAndOnceMoreAfterAWeek() {
    ConnectionRef ref = rows.connection(user);
    mustRenew(ref);
    mustRenew(ref);
    sweepAndSend();
    assertThat(smtp.mails).hasSize(1);

    for (int day = 1; day < 7; day++) {
      rows.advance(Duration.ofDays(1));
      mustRenew(ref);
      sweepAndSend();
    }
    assertThat(smtp.mails).hasSize(1);

    rows.advance(Duration.ofDays(1));
    sweepAndSend();
    assertThat(smtp.mails).hasSize(2);

    rows.advance(Duration.ofDays(60));
    mustRenew(ref);
    sweepAndSend();
    assertThat(smtp.mails).hasSize(2);
    assertThat(rows.count("mail where state = 'sent'")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"renewed", "revived", "ended"})
  void aConnectionThatIsInOrderAgainIsNotToldOfAndItsNextTimeIs(String how) {
    ConnectionRef ref = rows.connection(user);
    mustRenew(ref);
    sweepAndSend();
    inOrder(ref, how);
    assertThat(rows.count("mail where state = 'waiting'")).isZero();
    rows.advance(A_WEEK);
    sweepAndSend();
    assertThat(smtp.mails).hasSize(1);

    ConnectionRef again = how.equals("ended") ? rows.connection(user) : ref;
    mustRenew(again);
    sweepAndSend();
    rows.advance(A_WEEK);
    sweepAndSend();
    assertThat(smtp.mails).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"renewed", "revived", "ended"})
  void aMailThatWasNotSentYetIsCancelled(String how) {
    ConnectionRef ref = rows.connection(user);
    mustRenew(ref);
    inOrder(ref, how);
    sweepAndSend();
    assertThat(smtp.mails).isEmpty();
  }

  /** The rows go with the state; should one be left over, the state decides. */
  @Test
  void aRowWhoseConnectionIsInOrderIsDropped() {
    ConnectionRef ref = rows.connection(user);
    mustRenew(ref);
    rows.run("update connection set state = 'live' where user_id = ?", user.value());
    sweepAndSend();
    assertThat(smtp.mails).isEmpty();
    assertThat(rows.count("mail where state = 'waiting' and due_at <= oo_now()")).isZero();
  }

  @Test
  void aRolledBackStateTellsNothing() {
    ConnectionRef ref = rows.connection(user);
    try {
      rows.database.run(tx -> {
        connections.needsReconnect(tx, ref, "over", false);
        throw new IllegalStateException("rolled back");
      });
    } catch (IllegalStateException e) {
      // As planned.
    }
    assertThat(rows.count("mail")).isZero();
  }

  @Test
  void aReusedSessionIsTold() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    assertThat(smtp.mails).hasSize(1).first().asString().contains("Subject: A sign-in of yours");

    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    assertThat(smtp.mails).hasSize(2);
  }

  @Test
  void twentyMailsADayAreTheMost() {
    for (int i = 0; i < 30; i++) {
      rows.database.run(tx -> mails.sessionReused(tx, user));
      sweepAndSend();
    }
    assertThat(smtp.mails).hasSize(20);
    rows.advance(Duration.ofDays(1));
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    assertThat(smtp.mails).hasSize(21);
  }

  @Test
  void aTemporaryRefusalIsTriedFiveTimesThenParked() {
    smtp.answer("RCPT", "450 later");
    rows.database.run(tx -> mails.sessionReused(tx, user));
    for (int hours = 0; hours < 100; hours++) {
      sweepAndSend();
      rows.advance(Duration.ofHours(1));
    }
    assertThat(smtp.commands.stream().filter(line -> line.startsWith("RCPT"))).hasSize(5);
    assertThat(rows.count("mail where state = 'parked' and last_error like '%450%'")).isEqualTo(1);
  }

  @Test
  void aTemporaryRefusalIsOverWhenTheServerIsWell() {
    smtp.answer("end of data", "451 later");
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    smtp.wellAgain();
    rows.advance(Duration.ofMinutes(10));
    sweepAndSend();
    assertThat(rows.count("mail where state = 'sent'")).isEqualTo(1);
    assertThat(smtp.mails.stream().map(MailIT::messageId).distinct()).hasSize(1);
  }

  @Test
  void aPermanentRefusalIsParkedAtOnceAndTheAddressIsInNoLog() {
    smtp.answer("RCPT", "550 ada@example.com is unknown");
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    rows.advance(Duration.ofDays(1));
    sweepAndSend();
    assertThat(smtp.commands.stream().filter(line -> line.startsWith("RCPT"))).hasSize(1);
    assertThat(rows.count("mail where state = 'parked'")).isEqualTo(1);
    assertThat(started.log.toString()).contains("550").doesNotContain("ada@", "example.com");
    assertThat(rows.count("mail where last_error like '%ada%'")).isZero();
  }

  /** The process dies after the server took the mail and before the commit. */
  @Test
  void aMailThatIsSentTwiceHasOneMessageIdAndBothLinksStopIt() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    rows.run("update mail set state = 'waiting', settled_at = null");
    rows.advance(Duration.ofHours(1));
    sweepAndSend();

    assertThat(smtp.mails).hasSize(2);
    assertThat(smtp.mails.stream().map(MailIT::messageId).distinct()).hasSize(1);
    assertThat(smtp.mails.stream().map(MailIT::token).distinct())
        .hasSize(2)
        .allSatisfy(
            token -> assertThat(stop(token)).contains(new Stop(user, MailKind.session_reuse)));
  }

  @Test
  void aProcessThatDiesAtEachOfFiveAttemptsParksTheMail() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    MailHint hint = sweep().getFirst();
    for (int i = 0; i < 5; i++) {
      assertThat(
              rows.database.<Boolean>transaction(
                  tx -> mails.begin(tx, hint, Duration.ofSeconds(60), new byte[1]).isPresent()))
          .isTrue();
      rows.advance(Duration.ofHours(2));
    }
    send(hint);
    assertThat(smtp.mails).isEmpty();
    assertThat(rows.count("mail where state = 'parked'")).isEqualTo(1);
  }

  @Test
  void aHintThatComesTwiceSendsOnce() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    MailHint hint = sweep().getFirst();
    send(hint);
    send(hint);
    assertThat(smtp.mails).hasSize(1);
  }

  @Test
  void anAttemptThatIsUnderWayKeepsOthersAway() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    MailHint hint = sweep().getFirst();
    rows.database.run(tx -> mails.begin(tx, hint, Duration.ofSeconds(60), new byte[1]));
    send(hint);
    rows.advance(Duration.ofSeconds(59));
    sweepAndSend();
    assertThat(smtp.mails).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail_session_reuse = false",
        "email = null",
        "email_verified = false",
        "deleted_at = oo_now()"
      })
  void noMailGoesToWhomItIsNotFor(String change) {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    rows.run("update app_user set " + change + " where user_id = ?", user.value());
    sweepAndSend();
    assertThat(smtp.commands).isEmpty();
    assertThat(rows.count("mail")).isZero();
  }

  @Test
  void oneKindThatIsStoppedLeavesTheOther() {
    rows.run("update app_user set mail_reconnect = false where user_id = ?", user.value());
    mustRenew(rows.connection(user));
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    assertThat(smtp.mails).hasSize(1).first().asString().contains("Subject: A sign-in of yours");
  }

  @Test
  void anAddressThatCannotBeSentToIsParked() {
    rows.run(
        "update app_user set email = ? where user_id = ?",
        "ada@example.com\r\nBcc: eve@example.com",
        user.value());
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    assertThat(smtp.commands).isEmpty();
    assertThat(rows.count("mail where state = 'parked'")).isEqualTo(1);
  }

  @Test
  void withoutAMailServerMailsAreDroppedAndNoHintIsSent() {
    started.close();
    started = new Started(rows.test.dataSource());
    ConnectionRef ref = rows.connection(user);
    mustRenew(ref);
    assertThat(sweep()).isEmpty();
    assertThat(rows.count("mail")).isEqualTo(1);
    rows.advance(A_WEEK);
    assertThat(sweep()).isEmpty();
    assertThat(rows.count("mail")).isZero();
    started.consume("send_mail", new MailHint(user, user.value()));
    assertThat(started.log).allMatch(line -> line.get("outcome").equals("ok"));
  }

  @Test
  void theMailsOfADeletedUserGoWithTheirLinks() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    rows.database.run(tx -> mails.deleteAll(tx, user));
    assertThat(rows.count("mail")).isZero();
    assertThat(stop(token(smtp.mails.getFirst()))).isEmpty();
  }

  @Test
  void aLinkWorksFor180Days() {
    rows.database.run(tx -> mails.sessionReused(tx, user));
    sweepAndSend();
    rows.advance(Duration.ofDays(179));
    started.tick("purge_expired");
    assertThat(stop(token(smtp.mails.getFirst()))).isPresent();
    rows.advance(Duration.ofDays(1));
    started.tick("purge_expired");
    assertThat(stop(token(smtp.mails.getFirst()))).isEmpty();
  }

  private java.util.Optional<Stop> stop(String token) {
    return rows.database.statement(db -> mails.stop(db, Secrets.hash(token)));
  }

  private static String messageId(String mail) {
    return mail.lines().filter(line -> line.startsWith("Message-ID: ")).findFirst().orElseThrow();
  }

  private static String token(String mail) {
    return mail.replaceAll("(?s).*\\?token=([\\w-]{43})\\n.*", "$1");
  }

  private void mustRenew(ConnectionRef ref) {
    rows.database.run(tx -> connections.needsReconnect(tx, ref, "over", false));
  }

  private void inOrder(ConnectionRef ref, String how) {
    rows.database.run(tx -> {
      switch (how) {
        case "renewed" ->
            rows.lifecycle.connect(
                tx,
                user,
                "todoist",
                tx.sql("select account_id from connection where connection_id = ?")
                    .param(ref.connection().value())
                    .query(String.class)
                    .single(),
                "me",
                Trace.begin());
        case "revived" -> rows.lifecycle.revive(tx, ref);
        default -> rows.lifecycle.end(tx, ref, Trace.begin());
      }
    });
  }

  private void sweepAndSend() {
    sweep().forEach(this::send);
  }

  private List<MailHint> sweep() {
    assertThat(started.tick("sweep_outbox")).isTrue();
    return started.hints("mail", MailHint.class);
  }

  private void send(MailHint hint) {
    assertThat(started.consume("send_mail", hint)).isTrue();
  }
}
