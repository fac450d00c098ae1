package oo.connectors.todoist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import oo.connectors.ContractFixture;
import oo.connectors.LyingProxy.Answer;
import oo.connectors.ProviderFailure;
import oo.connectors.TestProvider;
import oo.connectors.TestProvider.Endpoint;
import oo.connectors.http.ProviderHttp;
import oo.connectors.oauth.OauthApp;
import oo.connectors.oauth.OauthClient;
import oo.connectors.oauth.OauthFacts;
import oo.host.base.Settings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever ends a connecting, no grant stays that oO does not return. */
final class TodoistGrantIT extends ContractFixture {
  @AutoClose private static final TodoistTestProvider todoist = new TodoistTestProvider();

  private OauthClient oauth;

  @Override
  protected TestProvider source() {
    return todoist;
  }

  @BeforeEach
  void client() {
    OauthFacts facts = OauthFacts.beside(TodoistFactory.class, "oauth.json");
    var settings = new HashMap<>(todoist.settings(REDIRECT));
    settings.put("TODOIST_BACK_CHANNEL", proxy().base());
    OauthApp app = OauthApp.from(new Settings(settings), facts).orElseThrow();
    oauth = new OauthClient(facts, app, new ProviderHttp(facts.name()));
  }

  @Test
  void errorsAndFaultsOfOoRevokeToo() {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("a fault"),
            new StackOverflowError(),
            new OutOfMemoryError("no memory"),
            new ProviderFailure.Refused("no"))) {
      assertThatThrownBy(() ->
              oauth.grant(
                  exchange(),
                  deadline(),
                  (credential, rest) -> {
                    assertThat(todoist.grants(account)).isEqualTo(1);
                    throw sneaky(thrown);
                  }))
          .isSameAs(thrown);
      assertThat(todoist.grants(account)).as("%s", thrown).isZero();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aThreadThatIsToStopRevokesFirst() {
    assertThatThrownBy(() ->
            oauth.grant(
                exchange(),
                deadline(),
                (credential, rest) -> {
                  Thread.currentThread().interrupt();
                  throw new ProviderFailure.Down("stopped", true);
                }))
        .isInstanceOf(ProviderFailure.Down.class);
    assertThat(Thread.interrupted()).as("still to stop").isTrue();
    assertThat(todoist.grants(account)).isZero();
  }

  @Test
  void aRevocationThatFailsDoesNotHideTheReason() {
    proxy().lie(source().request(Endpoint.REVOKE), Answer.of(404, "text/html", "<h1>No</h1>"));

    assertThatThrownBy(() ->
            oauth.grant(
                exchange(),
                deadline(),
                (credential, rest) -> {
                  throw new ProviderFailure.Refused("the reason");
                }))
        .hasMessage("the reason");
  }

  @Test
  void aGrantThatIsReturnedStays() {
    granted();

    assertThat(todoist.grants(account)).isEqualTo(1);
  }
}
