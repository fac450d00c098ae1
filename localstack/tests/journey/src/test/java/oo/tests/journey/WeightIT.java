package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a page costs a visitor, and whether a tap can be followed to the source. */
final class WeightIT {
  private static final int MOST_BYTES = 30_000;
  private static final Pattern TRACE = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-01");

  @RegisterExtension static final Stage stage = Stage.withBrowser();

  @Test
  void aPageWeighsThirtyKilobytesAtMostAndAsksNobodyElse() {
    for (String path : List.of("/", "/connect.html", "/tip.html", "/health")) {
      Walk walk = stage.walk();
      var finished = new ArrayList<Request>();
      walk.page.onRequestFinished(finished::add);
      walk.open(path);
      walk.page.waitForLoadState(LoadState.NETWORKIDLE);

      assertThat(finished).allMatch(request -> request.url().startsWith(stage.oo().at("/")));
      List<Request> site = finished.stream().filter(r -> !r.url().contains("/api/")).toList();
      assertThat(site).as(path).hasSizeGreaterThan(4);
      assertThat(site.stream().mapToInt(request -> request.sizes().responseBodySize).sum())
          .as(path)
          .isBetween(1_000, MOST_BYTES);
    }
  }

  @Test
  void aTapIsFollowedFromThePageToTodoist() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("traced@example.com");
    oo.todoist().add(account.id(), "Follow me");
    stage.person().signIn("traced@example.com").connect("traced@example.com");
    Walk walk = stage.walk().signIn("traced@example.com").openTip().showsTip("Follow me");
    Request tap = walk.page.waitForRequest("**/complete", walk::tapDone);
    walk.showsTap("recorded");
    var matcher = TRACE.matcher(Objects.requireNonNull(tap.headerValue("traceparent")));
    assertThat(matcher.matches()).isTrue();
    String trace = matcher.group(1);
    oo.passUndo();

    Oo.eventually(() -> assertThat(oo.openTasks(account)).isEmpty());
    Oo.eventually(
        () ->
            assertThat(oo.log.stream().filter(line -> trace.equals(line.get("trace"))))
                .extracting(line -> line.get("operation"))
                .contains("complete", "deliver_completions"));
    assertThat(
            oo.todoist().journal().stream()
                .filter(entry -> String.valueOf(entry.traceparent()).contains(trace)))
        .anyMatch(
            entry -> entry.operations().stream().anyMatch(one -> one.type().equals("item_close")));
  }

  @Test
  void noLogLineHoldsASecretOrATitle() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("secret-keeper@example.com");
    oo.todoist().add(account.id(), "Unspeakable");
    HttpPerson person =
        stage.person().signIn("secret-keeper@example.com").connect("secret-keeper@example.com");
    person.complete(person.tip());
    String all = oo.log.toString();
    assertThat(all).contains("operation=complete").doesNotContain("Unspeakable", "secret-keeper");
    person.cookies.values().forEach(cookie -> assertThat(all).doesNotContain(cookie));
  }
}
