package oo.connectors.todoist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.connectors.CodeExchange;
import oo.connectors.ConnectorContractTest;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.FetchResult;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.connectors.TestProvider;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.signals.Due;
import oo.signals.Task;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Todoist's connector against its stand-in: the contract of all connectors, and Todoist's
 * behaviour.
 */
final class TodoistConnectorIT extends ConnectorContractTest {
  @AutoClose private static final TodoistTestProvider todoist = new TodoistTestProvider();

  @Override
  protected TestProvider source() {
    return todoist;
  }

  @Test
  void aTasksFeaturesAreInOurWords() {
    Credential credential = granted().credential();
    String user = todoist.user(account);
    String task =
        todoist
            .todoist()
            .add(
                user,
                Map.of(
                    "content", "Call **Kim** שלום",
                    "description", "About the house",
                    "priority", 4,
                    "labels", List.of("phone"),
                    "due", Map.of("date", "2026-03-01T09:30:00"),
                    "deadline", Map.of("date", "2026-03-05"),
                    "duration", Map.of("amount", 20, "unit", "minute")))
            .id();

    Task found = task(read(credential, null), task);

    assertThat(found.title()).isEqualTo("Call **Kim** שלום");
    assertThat(found.body()).isEqualTo("About the house");
    assertThat(found.source()).isEqualTo("Todoist");
    assertThat(found.deepLink()).endsWith("/app/task/" + task);
    assertThat(found.project()).isEqualTo("Inbox");
    assertThat(found.labels()).containsExactly("phone");
    assertThat(found.priority()).isEqualTo(1);
    assertThat(found.due()).isEqualTo(new Due.Floating(LocalDateTime.parse("2026-03-01T09:30:00")));
    assertThat(found.occurrence()).isEqualTo(new oo.signals.Occurrence(todoist.dueDate(task)));
    assertThat(found.deadline()).isEqualTo(LocalDate.parse("2026-03-05"));
    assertThat(found.minutes()).isEqualTo(20);
    assertThat(found.completable()).isTrue();
  }

  @Test
  void whatIsAssignedToAnotherOrHasNoBoxToTickIsNotCompletable() {
    Credential credential = granted().credential();
    String user = todoist.user(account);
    String others =
        todoist
            .todoist()
            .add(user, Map.of("content", "Theirs", "responsible_uid", "39999999"))
            .id();
    String own =
        todoist.todoist().add(user, Map.of("content", "Ours", "responsible_uid", user)).id();
    String heading = todoist.add(account, "* Heading");

    FetchResult fetched = read(credential, null);

    assertThat(task(fetched, others).completable()).isFalse();
    assertThat(task(fetched, own).completable()).isTrue();
    assertThat(task(fetched, heading).completable()).isFalse();
    assertThat(connector().complete(ref, credential, null, once(heading), deadline()).outcome())
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aProjectsNameOutlivesTheReadThatBroughtIt() {
    Credential credential = granted().credential();
    todoist.add(account, "One");
    String cursor = read(credential, null).cursor();
    String later = todoist.add(account, "Later");

    assertThat(task(read(credential, cursor), later).project()).isEqualTo("Inbox");
  }

  @Test
  void aClosedTaskThatIsNotFoundAnyMoreIsDone() {
    Credential credential = granted().credential();
    String task = todoist.add(account, "One");
    todoist.closeTask(task);
    todoist.todoist().fault(oo.standins.fault.FaultKind.CLOSED_TASK_MISSING);

    assertThat(
            connector()
                .complete(
                    ref,
                    credential,
                    null,
                    new oo.connectors.Command(
                        task,
                        oo.signals.Occurrence.NONE,
                        oo.host.base.Uuid7.next(),
                        false,
                        true,
                        false),
                    deadline())
                .outcome())
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aRefusedConnectionIsNotDone() throws Exception {
    Credential credential = granted().credential();
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var connector = connector(Map.of("TODOIST_BACK_CHANNEL", "http://127.0.0.1:" + port));

    assertThat(connector.complete(ref, credential, null, once("1"), deadline()).outcome())
        .isInstanceOf(Outcome.NotDone.class);
    assertThatThrownBy(() -> connector.fetchSignals(ref, credential, null, deadline()))
        .isInstanceOfSatisfying(
            ProviderFailure.Down.class, down -> assertThat(down.sent()).isFalse());
  }

  @Test
  void aWrongSecretBlamesTheOperatorAndNotThePerson() {
    Credential credential = granted().credential();
    var connector = connector(Map.of("TODOIST_CLIENT_SECRET", "wrong"));

    assertThatThrownBy(() -> connector.refresh(credential, deadline()))
        .isInstanceOf(ProviderFailure.ClientRefused.class);
    assertThatThrownBy(() -> connector.revoke(credential, deadline()))
        .isInstanceOf(ProviderFailure.ClientRefused.class);
    assertThatThrownBy(() ->
            connector.finishOauth(
                new CodeExchange("c", "v".repeat(43), REDIRECT, null), deadline()))
        .isInstanceOf(ProviderFailure.ClientRefused.class);
  }

  @Test
  void anUnconfiguredProviderIsListedAndAHalfConfiguredOneStopsTheStart() {
    var local = Map.of("SITE_ORIGIN", "http://localhost:8080");
    Providers none = Providers.from(new Settings(local));
    assertThat(none.all()).extracting("id").containsExactly("todoist");
    assertThat(none.connector("todoist")).isEmpty();

    for (String[] wrong :
        new String[][] {
          {"TODOIST_CLIENT_ID", "x", "TODOIST_CLIENT_SECRET"},
          {"TODOIST_CLIENT_SECRET", "x", "TODOIST_CLIENT_ID"},
        }) {
      var settings = new HashMap<>(local);
      settings.put(wrong[0], wrong[1]);
      assertThatThrownBy(() -> Providers.from(new Settings(settings)))
          .isInstanceOf(MissingSetting.class)
          .hasMessageContaining(wrong[2]);
    }
    assertThatThrownBy(
            () -> Providers.from(new Settings(Map.of("SITE_ORIGIN", "https://oo.example"))))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("TODOIST_CLIENT_ID");
    assertThatThrownBy(() ->
            Providers.from(
                new Settings(
                    Map.of(
                        "SITE_ORIGIN", "https://oo.example",
                        "TODOIST_CLIENT_ID", "x",
                        "TODOIST_CLIENT_SECRET", "x",
                        "TODOIST_BASE", "http://elsewhere"))))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("TODOIST_BASE");
  }

  @Test
  void theRealTodoistIsMeantUnlessToldOtherwise() {
    var connector =
        Providers.from(
                new Settings(
                    Map.of(
                        "SITE_ORIGIN", "https://oo.example",
                        "TODOIST_CLIENT_ID", "id",
                        "TODOIST_CLIENT_SECRET", "x")))
            .connector("todoist")
            .orElseThrow();

    URI authorize =
        connector.beginOauth(
            new oo.connectors.OauthAttempt(
                "s", "c".repeat(43), URI.create("https://oo.example/cb")));

    assertThat(authorize.toString())
        .startsWith("https://app.todoist.com/oauth/authorize?")
        .contains("client_id=id", "scope=data%3Aread_write", "code_challenge_method=S256");
  }
}
