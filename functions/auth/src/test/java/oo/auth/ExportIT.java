package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import oo.host.FunctionHost;
import oo.host.http.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One export at a time for each user, and no object that outlives its user or the next export. */
@Timeout(120)
final class ExportIT {
  private final AuthApp app = new AuthApp();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Stores when it is let, and says when an object waits for that. */
  private final class Slow extends AuthApp.InMemoryStore {
    final Semaphore waiting = new Semaphore(0);
    final CountDownLatch go = new CountDownLatch(1);

    Slow() {
      app.super();
    }

    @Override
    public URI put(String key, String contentType, Content content, Duration life) {
      waiting.release();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.put(key, contentType, content, life);
    }
  }

  ExportIT() {
    app.settings.put("LIMITS", "off"); // One user asks dozens of times.
  }

  @AfterEach
  void close() {
    threads.shutdownNow(); // also what a failed test left waiting
    threads.close();
    app.close();
  }

  private static Reply export(Browser browser) {
    return browser.write("export_profile", "POST", "/api/me/export", "");
  }

  private static Reply delete(Browser browser) {
    return browser.write("delete_profile", "DELETE", "/api/me", "");
  }

  private long refused() {
    return List.copyOf(app.log).stream()
        .filter(line -> line.containsValue("export_running"))
        .count();
  }

  private String onlyKey() {
    assertThat(app.objects).hasSize(1);
    return app.objects.keySet().iterator().next();
  }

  @Test
  void ofThirtyExportsAtOnceOneIsMadeAndTheOthersAreTold() throws Exception {
    Browser ada = app.signedIn("ada");
    var slow = new Slow();
    app.store = slow;
    Browser another = ada.copyOn(app.start());
    Future<List<Reply>> all = threads.submit(() -> AuthApp.atOnce(30, () -> export(another)));
    slow.waiting.acquire();
    assertThat(another.me().status()).isEqualTo(200);
    for (int i = 0; i < 2_000 && refused() < 29; i++) {
      Thread.sleep(5);
    }
    assertThat(refused()).isEqualTo(29);
    slow.go.countDown();

    assertThat(all.get()).extracting(Reply::status).containsOnlyOnce(200).contains(409);
    assertThat(all.get().stream().filter(reply -> reply.status() == 409)).hasSize(29);
    assertThat(app.objects).hasSize(1);
    assertThat(export(another).status()).as("the next").isEqualTo(200);
  }

  @Test
  void theNextExportDeletesTheFormerOne() {
    Browser ada = app.signedIn("ada");
    Browser bob = app.signedIn("bob");
    export(bob);
    String bobs = onlyKey();
    export(ada);
    List<String> before = List.copyOf(app.objects.keySet());

    assertThat(export(ada).status()).isEqualTo(200);

    assertThat(app.objects).hasSize(2).containsKey(bobs);
    assertThat(before).isNotEqualTo(List.copyOf(app.objects.keySet()));
    assertThat(app.count("export_file where written")).isEqualTo(2);
  }

  @Test
  void anExportWhoseProcessDiedIsReplacedWhenItsLeaseIsOver() {
    Browser ada = app.signedIn("ada");
    export(ada);
    String former = onlyKey();
    app.run("update export_file set written = false, until = oo_now() + interval '60 seconds'");

    Reply soon = export(ada);
    app.database.advance(Duration.ofSeconds(60));
    Reply later = export(ada);

    assertThat(soon.status()).isEqualTo(409);
    assertThat(Browser.text(soon)).contains("export_running");
    assertThat(later.status()).isEqualTo(200);
    assertThat(onlyKey()).isNotEqualTo(former);
  }

  @Test
  void anExportThatFailsLeavesNothingAndStopsNoOther() {
    Browser ada = app.signedIn("ada");
    AuthApp.InMemoryStore well = (AuthApp.InMemoryStore) app.store;
    app.store =
        app.new InMemoryStore() {
          @Override
          public URI put(String key, String contentType, Content content, Duration life) {
            super.put(key, contentType, content, life);
            throw new IllegalStateException("The answer was lost");
          }
        };
    Browser failing = ada.copyOn(app.start());

    assertThat(export(failing).status()).isEqualTo(500);

    assertThat(app.objects).isEmpty();
    assertThat(app.count("export_file")).isZero();
    app.store = well;
    assertThat(export(ada).status()).isEqualTo(200);
  }

  @Test
  void deletingTheUserDeletesTheExportFirst() {
    Browser ada = app.signedIn("ada");
    Browser bob = app.signedIn("bob");
    export(ada);
    export(bob);

    assertThat(delete(ada).status()).isEqualTo(202);

    onlyKey();
    assertThat(app.count("export_file")).isEqualTo(1);
    assertThat(export(bob).status()).isEqualTo(200);
  }

  @Test
  void anExportThatCannotBeDeletedKeepsItsUser() {
    Browser ada = app.signedIn("ada");
    export(ada);
    app.store =
        app.new InMemoryStore() {
          @Override
          public void delete(String key) {
            throw new IllegalStateException("The store is down");
          }
        };
    Browser failing = ada.copyOn(app.start());

    assertThat(delete(failing).status()).isEqualTo(500);

    assertThat(ada.me().status()).isEqualTo(200);
    assertThat(delete(ada).status()).isEqualTo(202);
    assertThat(app.objects).isEmpty();
  }

  @Test
  void anExportThatIsBeingWrittenWhileItsUserIsDeletedIsDeletedToo() throws Exception {
    Browser ada = app.signedIn("ada");
    app.connect(app.onlyUser()); // so that the user's row stays
    var slow = new Slow();
    app.store = slow;
    Browser exporting = ada.copyOn(app.start());
    Future<Reply> export = threads.submit(() -> export(exporting));
    slow.waiting.acquire();

    assertThat(delete(ada).status()).isEqualTo(202);
    slow.go.countDown();

    assertThat(export.get().status()).isEqualTo(401);
    assertThat(app.objects).isEmpty();
    assertThat(app.count("export_file")).isZero();
  }

  @Test
  void aProcessMakesTwoExportsAtATime() throws Exception {
    var slow = new Slow();
    app.store = slow;
    FunctionHost process = app.start();
    var browsers = List.of(new Browser(process), new Browser(process), new Browser(process));
    for (int i = 0; i < browsers.size(); i++) {
      app.signIn(browsers.get(i), "person-" + i);
    }
    List<Future<Reply>> first =
        browsers.subList(0, 2).stream().map(one -> threads.submit(() -> export(one))).toList();
    slow.waiting.acquire(2);

    Reply third = export(browsers.get(2));
    slow.go.countDown();

    assertThat(third.status()).isEqualTo(503);
    assertThat(Browser.text(third)).contains("export_busy");
    for (Future<Reply> one : first) {
      assertThat(one.get().status()).isEqualTo(200);
    }
    assertThat(export(browsers.get(2)).status()).as("a retry").isEqualTo(200);
  }
}
