package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import oo.standins.control.TodoistControl;
import oo.standins.mail.Mailbox.Received;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Mail from a grant that ends to a person's choice, with a mail server beside the whole product.
 */
final class MailJourneyIT {
  private static final String SUBJECT = "oO cannot read your tasks";

  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  @Test
  void anEndedGrantIsMailedAndOneClickStopsTheNext() {
    String email = "stopper@example.com";
    HttpPerson person = endedGrant(email);
    assertThat(mailPage()).contains(SUBJECT, email, "/api/mail/stop?token=");
    String stop = mails(email).getFirst().stop();

    assertThat(oneClick(stop)).isEqualTo(204);
    assertThat(oneClick(stop)).isEqualTo(204);
    assertThat(wishes(person)).isEqualTo("{\"reconnect\":false,\"session_reuse\":true}");

    shared.oo().pass(Duration.ofDays(8));
    shared.oo().tick("sweep_outbox");
    Oo.eventually(() ->
        assertThat(
                shared
                    .oo()
                    .count(
                        "select count(*) from mail join app_user using (user_id) where state = 'waiting' and email = '"
                            + email
                            + "'"))
            .isZero());
    assertThat(mails(email)).hasSize(1);
  }

  @Test
  void aPersonOpensTheLinkAndIsAskedFirst() {
    String email = "reader@example.com";
    HttpPerson person = endedGrant(email);
    String stop = mails(email).getFirst().stop();

    BrowserPerson browser = shared.browser().open(path(stop)).shows("Stop mail from oO?");
    assertThat(wishes(person)).contains("\"reconnect\":true");
    browser.isFine();
    browser.button("Stop all mail").click();
    browser.shows("oO sends no more mail.");
    assertThat(wishes(person)).isEqualTo("{\"reconnect\":false,\"session_reuse\":false}");

    BrowserPerson unknown =
        shared.browser().open("/mail.html#" + "x".repeat(43)).shows("Stop mail from oO?");
    unknown.button("Stop mail like this one").click();
    unknown.shows("This link stops no mail any more.");
    shared.expectComplaint("404");
    shared.browser().open("/mail.html").shows("This link is not complete.");
  }

  @Test
  void theAccountShowsAndChangesWhichMailsAPersonWants() {
    String email = "chooser@example.com";
    HttpPerson person = shared.person().signIn(email);
    BrowserPerson browser = shared.browser().signIn(email).open("/connect.html").shows(email);
    openMail(browser);
    browser.isFine();
    var box = browser.page.getByLabel("When a connection must be renewed");
    assertThat(box.isChecked()).isTrue();
    box.uncheck();
    Oo.eventually(() -> assertThat(wishes(person)).contains("\"reconnect\":false"));
    browser.open("/connect.html").shows(email);
    openMail(browser);
    assertThat(box.isChecked()).isFalse();
    assertThat(browser.page.getByLabel("When a sign-in of mine was copied").isChecked()).isTrue();
  }

  /** A person whose grant ended at Todoist, with the mail about it. */
  private static HttpPerson endedGrant(String email) {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount(email);
    HttpPerson person = shared.person().signIn(email).connect(email);
    oo.todoist().revokeTokens(account.id());
    person.fetch();
    Oo.eventually(
        () -> assertThat(person.connection().path("state").asString("")).isEqualTo("reconnect"));
    oo.tick("sweep_outbox");
    Oo.eventually(() ->
        assertThat(mails(email)).singleElement().extracting(Received::subject).isEqualTo(SUBJECT));
    return person;
  }

  private static String wishes(HttpPerson person) {
    return person.get("/api/me").json().path("mail").toString();
  }

  private static List<Received> mails(String email) {
    return shared.oo().mailbox().mails().stream().filter(mail -> mail.to().equals(email)).toList();
  }

  private static String mailPage() {
    return HttpPerson.download(shared.oo().settings().get("GOOGLE_ISSUER") + "/mail").body();
  }

  /** As a mail provider's server does it. */
  private static int oneClick(String stop) {
    return shared
        .person()
        .raw(
            "POST",
            path(stop),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            "List-Unsubscribe=One-Click")
        .status();
  }

  private static String path(String stop) {
    return stop.substring(shared.oo().at("").length());
  }

  private static void openMail(BrowserPerson browser) {
    browser.page.getByText("Mail", new Page.GetByTextOptions().setExact(true)).click();
  }
}
