package oo.maintenance.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.signals.mail.MailKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpServerTest {
  private static final String LOCAL = "http://localhost:8080";
  private static final String PUBLIC = "https://oo.example";
  private static final UUID ID = UUID.fromString("0198e5b2-0000-7000-8000-000000000001");

  private final ScriptedSmtp smtp = new ScriptedSmtp();

  @AfterEach
  void close() throws IOException {
    smtp.close();
  }

  @Test
  void aMailHasWhatAMailServerAndAPersonNeed() {
    server(LOCAL, smtp.url()).send(mail("ada@example.com"));

    assertThat(smtp.commands)
        .contains("EHLO oo.example", "MAIL FROM:<mail@oo.example>", "RCPT TO:<ada@example.com>")
        .noneMatch(command -> command.startsWith("AUTH") || command.startsWith("STARTTLS"));
    assertThat(smtp.mails).hasSize(1);
    assertThat(smtp.mails.getFirst().lines())
        .contains(
            "From: oO <mail@oo.example>",
            "To: ada@example.com",
            "Subject: oO cannot read your tasks",
            "Message-ID: <" + ID + "@oo.example>",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: text/plain; charset=US-ASCII",
            "https://oo.example/connect.html",
            "https://oo.example/api/mail/stop?token=the-token");
    assertThat(smtp.mails.getFirst().replace("\n ", ""))
        .containsPattern("List-Unsubscribe: *<https://oo.example/api/mail/stop\\?token=the-token>")
        .doesNotContain("X-Mailer", "traceparent");
  }

  @ParameterizedTest
  @EnumSource(MailKind.class)
  void everyTextIsAsciiInShortLines(MailKind kind) {
    var mail = Mail.of(ID, "a@example.com", kind, site(PUBLIC), "t".repeat(43), Instant.now());
    assertThat(mail.text()).contains("/connect.html", mail.stop());
    assertThat(mail.text() + mail.subject())
        .matches("[\\n -~]+")
        .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() < 120));
  }

  @ParameterizedTest
  @CsvSource({
    "greeting, 554 no, false",
    "greeting, 421 busy, false",
    "greeting, nonsense, false",
    "greeting, close, false",
    "EHLO, close, false",
    "MAIL, 550 no, true",
    "MAIL, 451 later, false",
    "MAIL, 530 sign in first, false",
    "MAIL, close, false",
    "RCPT, 550 no such person, true",
    "RCPT, 552 full, true",
    "RCPT, 450 greylisted, false",
    "RCPT, close, false",
    "DATA, 554 no, true",
    "DATA, 451 later, false",
    "end of data, 554 rejected, true",
    "end of data, 452 later, false",
    "end of data, 421 closing, false",
    "end of data, close, false",
    "end of data, nonsense, false",
  })
  void onlyAPermanentRefusalOfThisMailIsPermanent(String at, String answer, boolean permanent) {
    smtp.answer(at, answer);

    MailFailed failed = failed(LOCAL, smtp.url(), "ada@example.com");

    assertThat(failed.permanent()).isEqualTo(permanent);
    assertThat(failed.words()).doesNotContain("ada", "example", answer);
  }

  @ParameterizedTest
  @CsvSource({"QUIT, close", "QUIT, hang", "QUIT, 500 what"})
  void whatComesAfterTheServerTookTheMailChangesNothing(String at, String answer) {
    smtp.answer(at, answer);
    server(LOCAL, smtp.url()).send(mail("ada@example.com"));
    assertThat(smtp.mails).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "greeting, hang",
    "RCPT, hang",
    "end of data, hang",
    "greeting, drip",
    "end of data, drip"
  })
  void aServerThatDoesNotAnswerIsLeft(String at, String answer) throws InterruptedException {
    smtp.answer(at, answer);
    var quick = new SmtpServer(settings(LOCAL, smtp.url()), Duration.ofMillis(500));
    long from = System.nanoTime();

    assertThatThrownBy(() -> quick.send(mail("ada@example.com")))
        .isInstanceOfSatisfying(
            MailFailed.class, failed -> assertThat(failed.permanent()).isFalse());

    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
    for (int tries = 0; answer.equals(ScriptedSmtp.DRIP) && smtp.open.get() > 0; tries++) {
      assertThat(tries).as("its connection is closed").isLessThan(100);
      Thread.sleep(50);
    }
  }

  @Test
  void aServerWithoutTlsGetsNeitherMailNorPassword() {
    MailFailed failed =
        failed(PUBLIC, "smtp://user:secret@127.0.0.1:" + smtp.port(), "ada@example.com");

    assertThat(failed.permanent()).isFalse();
    assertThat(smtp.mails).isEmpty();
    assertThat(smtp.commands).noneMatch(line -> line.startsWith("AUTH") || line.contains("ada"));
  }

  @Test
  void aStarttlsThatIsRefusedEndsTheAttempt() {
    smtp.answer("EHLO", "250-test\r\n250 STARTTLS");
    smtp.answer("STARTTLS", "454 not now");

    assertThat(failed(PUBLIC, smtp.url(), "ada@example.com").permanent()).isFalse();
    assertThat(smtp.commands).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void aWrongPasswordIsTheOperatorsFaultAndNotTheMails() {
    smtp.answer("EHLO", "250-test\r\n250 AUTH PLAIN");
    smtp.answer("AUTH", "535 no");

    assertThat(
            failed(LOCAL, "smtp://user:secret@127.0.0.1:" + smtp.port(), "a@example.com")
                .permanent())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com\nRCPT TO:<eve@example.com>",
        "ada\r@example.com",
        "ada@exam\u0000ple.com",
        "ada@example.com,eve@example.com",
        "ada@example.com eve@example.com",
        "Ada <ada@example.com>",
        "<ada@example.com>",
        "\"a b\"@example.com",
        "ada(comment)@example.com",
        "friends:ada@example.com;",
        "ada@[127.0.0.1]",
        "ada@-example.com",
        "ada..l@example.com",
        ".ada@example.com",
        "\u00e4da@example.com",
        "ada@ex\u2028ample.com",
      })
  void whatIsNoPlainAddressIsRefusedForGoodAndSendsNothing(String address) {
    assertThat(failed(LOCAL, smtp.url(), address).permanent()).isTrue();
    assertThat(smtp.commands).isEmpty();
  }

  @Test
  void anAddressOfMoreThan254CharactersIsRefused() {
    String host = ("a".repeat(60) + ".").repeat(4) + "com";
    assertThat(Mail.address("ada+oo@" + host)).hasSize(254);
    assertThatThrownBy(() -> Mail.address("x.ada+oo@" + host)).isInstanceOf(MailFailed.class);
  }

  @Test
  void aDomainOfAnotherScriptIsWrittenInAscii() {
    server(LOCAL, smtp.url()).send(mail("ada@b\u00fccher.example"));
    assertThat(smtp.commands).contains("RCPT TO:<ada@xn--bcher-kva.example>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail.example",
        "http://mail.example",
        "smtp://[",
        "smtp://user@mail.example",
        "smtp://mail.example/path",
        "smtp://mail.example?tls=no",
        "smtp://u:%zz@mail.example"
      })
  void aMalformedServerIsNamedAndNotRepeated(String url) {
    assertThatThrownBy(() -> settings(PUBLIC, url))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith("SMTP_URL: ")
        .message()
        .doesNotContain(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"oo", "a@b.example, c@d.example", "\u00f6@oo.example", "a@b.example\nX: y"})
  void aMalformedSenderIsNamed(String from) {
    var settings =
        new Settings(
            Map.of("SITE_ORIGIN", PUBLIC, "MAIL_FROM", from, "SMTP_URL", "smtp://m.example"));
    assertThatThrownBy(() -> MailSettings.from(settings))
        .isInstanceOf(MissingSetting.class)
        .hasMessageStartingWith("MAIL_FROM: ");
  }

  @Test
  void theSchemeSaysHowTlsBegins() {
    MailSettings explicit = settings(PUBLIC, "smtp://us%2Fer:p%40ss+w@mail.example");
    assertThat(explicit.port()).isEqualTo(587);
    assertThat(explicit.user()).isEqualTo("us/er");
    assertThat(explicit.password()).isEqualTo("p@ss+w");
    assertThat(explicit.properties())
        .containsEntry("mail.smtp.starttls.required", "true")
        .containsEntry("mail.smtp.ssl.checkserveridentity", "true");
    assertThat(explicit.toString()).doesNotContain("p@ss");
    MailSettings implicit = settings(LOCAL, "smtps://mail.example");
    assertThat(implicit.port()).isEqualTo(465);
    assertThat(implicit.properties()).containsEntry("mail.smtp.ssl.enable", "true");
  }

  private static MailFailed failed(String site, String url, String address) {
    MailFailed failed =
        catchThrowableOfType(MailFailed.class, () -> server(site, url).send(mail(address)));
    assertThat(failed).as("it must fail").isNotNull();
    return failed;
  }

  private static SmtpServer server(String site, String url) {
    return new SmtpServer(settings(site, url));
  }

  private static MailSettings settings(String site, String url) {
    return MailSettings.from(
        new Settings(
            Map.of("SITE_ORIGIN", site, "MAIL_FROM", "oO <mail@oo.example>", "SMTP_URL", url)));
  }

  private static Mail mail(String address) {
    return Mail.of(ID, address, MailKind.reconnect, site(PUBLIC), "the-token", Instant.now());
  }

  private static SiteOrigin site(String origin) {
    return new SiteOrigin(origin);
  }
}
