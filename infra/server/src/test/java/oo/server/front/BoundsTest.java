package oo.server.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import oo.host.http.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are slow, silent, many or large hold no more than the bounds, and stop no other. */
final class BoundsTest {
  private static final String HEADER = "POST /api/recommend HTTP/1.1\r\nHost: HOST\r\n";
  private static final String SILENT_BODY = HEADER + "Content-Length: 100\r\n\r\n";
  private static final Duration SHORT = Duration.ofMillis(600);

  /** For a machine that does other work. */
  private static final Duration BUSY = Duration.ofSeconds(5);

  private static final int LARGE = 40 * 1024 * 1024;

  private static final Bounds SMALL =
      new Bounds(
          8 * 1024,
          SHORT,
          200_000,
          SHORT,
          SHORT,
          SHORT,
          100_000_000,
          1_000,
          1_000,
          300,
          2,
          60_000_000);

  @TempDir private Path pages = Path.of("");
  private final CountDownLatch released = new CountDownLatch(1);
  private BoundedFront front;

  @BeforeEach
  void pages() throws IOException {
    Files.writeString(pages.resolve("index.html"), "<title>oO</title>");
    Files.write(pages.resolve("large.txt"), new byte[LARGE]);
    front = with(SMALL);
  }

  private BoundedFront with(Bounds bounds) throws IOException {
    return new BoundedFront(bounds, pages, "http://localhost:PORT", this::function);
  }

  @AfterEach
  void stop() throws Exception {
    released.countDown();
    front.close();
  }

  private Reply function(String name) {
    if (name.equals("finish_oauth")) {
      hang();
    }
    return Reply.ok(name);
  }

  private void hang() {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSilentConnectionEnds() throws Exception {
    for (String sent : List.of("", "GET / HT", "GET / HTTP/1.1\r\nHost: HOST\r\n")) {
      assertThat(ends(front.sends(sent), "")).as(sent).isEmpty();
    }
  }

  @Test
  void aTrickledHeaderEnds() throws Exception {
    assertThat(ends(front.sends("GET / HTTP/1.1\r\nHost: HOST\r\nX: "), "x")).isEmpty();
  }

  @Test
  void aConnectionIsIdleNoLongerThanAHeaderMayTake() throws Exception {
    Socket kept = front.sends("GET / HTTP/1.1\r\nHost: HOST\r\n\r\n");
    assertThat(ends(kept, "")).startsWith("HTTP/1.1 200");
    Socket trickling = front.sends("GET / HTTP/1.1\r\nHost: HOST\r\n\r\nGET / HTTP/1.1\r\nX: ");
    assertThat(ends(trickling, "x")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aSilentOrTrickledBodyIsAnswered() throws Exception {
    assertThat(ends(front.sends(SILENT_BODY), "")).startsWith("HTTP/1.1 408").contains("too_slow");
    assertThat(ends(front.sends(HEADER + "Content-Length: 1000\r\n\r\n"), "x"))
        .startsWith("HTTP/1.1 408");
    assertThat(ends(front.sends(HEADER + "Transfer-Encoding: chunked\r\n\r\n"), "1\r\nx\r\n"))
        .startsWith("HTTP/1.1 408");
    assertThat(ends(front.sends(HEADER + "Transfer-Encoding: chunked\r\n\r\n1;"), "extension"))
        .startsWith("HTTP/1.1 408");
  }

  @Test
  void aBodyOfTinyChunksTakesItsSizeAndNoMore() throws Exception {
    assertThat(
            front.ask(
                HEADER
                    + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "1\r\nx\r\n".repeat(60_000)
                    + "0\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(
            front.ask(HEADER + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(201_000)))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void aReplyThatIsNotTakenEnds() throws Exception {
    Socket slow = front.sends("GET /large.txt HTTP/1.1\r\nHost: HOST\r\n\r\n");
    Thread.sleep(SHORT.multipliedBy(3));
    assertThat(BoundedFront.untilEnd(slow).length()).isLessThan(LARGE);

    front.close();
    front = with(patient(SMALL, Duration.ofSeconds(60)));
    assertThat(front.ask("GET /large.txt HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"))
        .as("taken in time")
        .hasSizeGreaterThan(LARGE);
  }

  @Test
  void repliesThatAreNotTakenHoldABoundedMemory() throws Exception {
    front.close();
    front = with(patient(SMALL, Duration.ofSeconds(60)));
    List<Socket> both =
        front.send(2, "GET /large.txt HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
    Thread.sleep(1_500);
    assertThat(
            BoundedFront.untilEnd(both.get(0)).length()
                + BoundedFront.untilEnd(both.get(1)).length())
        .as("40 and 40 MB are more than 60")
        .isLessThan(2 * LARGE);
  }

  @Test
  void aFunctionEndsInItsTime() throws Exception {
    long from = System.nanoTime();
    assertThat(front.ask(callback("Connection: close\r\n"))).startsWith("HTTP/1.1 504");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(SHORT.plus(BUSY));
  }

  /** As Jetty's pool of virtual threads has room for 200 tasks, unless it is told otherwise. */
  @Test
  void pagesAndFunctionsWaitForNoSlowClientAndForNoHangingFunction() throws Exception {
    front.close();
    front = with(patient(SMALL, Duration.ofSeconds(60)));
    assertThat(front.page()).startsWith("HTTP/1.1 200");
    front.send(250, SILENT_BODY);
    front.send(250, "GET / HTTP/1.1\r\nHost: HOST\r\n");
    front.send(250, callback(""));
    Thread.sleep(300);

    for (int i = 0; i < 10; i++) {
      long from = System.nanoTime();
      assertThat(front.page()).startsWith("HTTP/1.1 200").contains("<title>oO</title>");
      assertThat(front.ask(HEADER + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BUSY);
    }
  }

  @Test
  void aFunctionHasABoundedNumberOfCallsAndRefusesMoreAtOnce() throws Exception {
    front.close();
    front = with(patient(SMALL, Duration.ofSeconds(60)));
    front.send(300, callback(""));
    Thread.sleep(500);

    assertThat(front.ask(callback("Connection: close\r\n")))
        .startsWith("HTTP/1.1 503")
        .contains("\"code\":\"busy\"")
        .contains("Retry-After: ");
    assertThat(front.log)
        .anySatisfy(line ->
            assertThat(line)
                .containsEntry("operation", "finish_oauth")
                .containsEntry("outcome", "busy"));
    assertThat(front.page()).startsWith("HTTP/1.1 200");
  }

  /** Its permit is the function's until it ends, not only until its caller was answered. */
  @Test
  void aCallThatIgnoresItsEndKeepsItsPlace() throws Exception {
    front.close();
    var one =
        new Bounds(
            8 * 1024, SHORT, 200_000, SHORT, SHORT, SHORT, 100_000_000, 1_000, 1_000, 1, 2, 1_000);
    front =
        new BoundedFront(
            one,
            pages,
            "http://localhost:PORT",
            name -> {
              while (released.getCount() > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
              }
              return Reply.ok(name);
            });
    assertThat(front.ask(callback("Connection: close\r\n"))).startsWith("HTTP/1.1 504");
    assertThat(front.ask(callback("Connection: close\r\n"))).startsWith("HTTP/1.1 503");
    released.countDown();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!front.ask(callback("Connection: close\r\n")).startsWith("HTTP/1.1 200")) {
      assertThat(System.nanoTime()).isLessThan(until);
    }
  }

  @Test
  void whenThereAreTooManyTheSlowestGoesAndTheNextIsServed() throws Exception {
    for (Bounds bounds : List.of(connections(SMALL, 20, 1_000), connections(SMALL, 1_000, 20))) {
      front.close();
      front = with(patient(bounds, Duration.ofSeconds(60)));
      Socket oldest = front.sends("GET / HTTP/1.1\r\n");
      Thread.sleep(50);
      List<Socket> more = front.send(25, "GET / HTTP/1.1\r\n");

      assertThat(BoundedFront.untilEnd(oldest)).isEmpty();
      assertThat(front.page()).startsWith("HTTP/1.1 200");
      front.send(more.getLast(), "Host: HOST\r\nConnection: close\r\n\r\n");
      assertThat(BoundedFront.untilEnd(more.getLast()))
          .as("one that did not wait long")
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void largeBodiesShareABoundedMemory() throws Exception {
    front.close();
    front = with(patient(SMALL, Duration.ofSeconds(60)));
    String large = HEADER + "Content-Length: 150000\r\n\r\n" + "x".repeat(100_000);
    List<Socket> held = front.send(2, large);
    Thread.sleep(300);

    assertThat(front.ask(large)).startsWith("HTTP/1.1 503").contains("\"code\":\"busy\"");
    assertThat(front.ask(HEADER + "Content-Length: 1\r\nConnection: close\r\n\r\nx"))
        .startsWith("HTTP/1.1 200");
    for (Socket socket : held) {
      socket.close();
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    String whole = HEADER + "Content-Length: 150000\r\nConnection: close\r\n\r\n";
    while (!front.ask(whole + "x".repeat(150_000)).startsWith("HTTP/1.1 200")) {
      assertThat(System.nanoTime()).as("the share is given back").isLessThan(until);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    assertThat(front.ask(HEADER + "Content-Length: 200001\r\nExpect: 100-continue\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
    Socket socket = front.sends(HEADER + "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n");
    assertThat(ends(socket, "")).startsWith("HTTP/1.1 100").contains("HTTP/1.1 408");
  }

  @Test
  void pipelinedRequestsAreAnsweredOneByOne() throws Exception {
    String one = "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n";
    String replies = ends(front.sends(one.repeat(100)), "");
    assertThat(replies.split("HTTP/1.1 200", -1)).hasSize(101);
  }

  /**
   * The line with its client's address is another connection of Jetty's, which must not be timed.
   */
  @Test
  void behindASupervisorBoundsAreThoseOfTheClient() throws Exception {
    front.close();
    var times =
        new Bounds(
            8 * 1024, SHORT, 200_000, SHORT, BUSY, SHORT, 100_000_000, 1_000, 10, 300, 2, 1_000);
    front =
        new BoundedFront(
            new FrontConfig(pages, "127.0.0.1", 0, true, times),
            "http://localhost:PORT",
            (name, request) -> {
              java.util.concurrent.locks.LockSupport.parkNanos(SHORT.multipliedBy(3).toNanos());
              return Reply.ok(name);
            });
    String one = "PROXY TCP4 203.0.113.7 127.0.0.1 4711 8080\r\n";
    assertThat(front.ask(one + callback(""))).as("longer than a header").startsWith("HTTP/1.1 200");
    assertThat(ends(front.sends(one + SILENT_BODY), "")).startsWith("HTTP/1.1 408");
    assertThat(ends(front.sends(one + "GET / HT"), "")).isEmpty();
    assertThat(ends(front.sends(""), "")).isEmpty();
    List<Socket> many = front.send(11, one + "GET / HT");
    assertThat(BoundedFront.untilEnd(many.getFirst())).isEmpty();
    assertThat(front.ask(one.replace("113.7", "113.8") + "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  private static String callback(String header) {
    return "GET /api/connectors/todoist/callback HTTP/1.1\r\nHost: HOST\r\n" + header + "\r\n";
  }

  private static Bounds patient(Bounds of, Duration time) {
    return new Bounds(
        of.headerBytes(),
        time,
        of.bodyBytes(),
        time,
        time,
        time,
        of.replyBytesPerSecond(),
        of.connections(),
        of.connectionsOfAddress(),
        of.calls(),
        of.largeBodies(),
        of.heldReplies());
  }

  private static Bounds connections(Bounds of, int all, int ofAddress) {
    return new Bounds(
        of.headerBytes(),
        of.header(),
        of.bodyBytes(),
        of.body(),
        of.call(),
        of.reply(),
        of.replyBytesPerSecond(),
        all,
        ofAddress,
        of.calls(),
        of.largeBodies(),
        of.heldReplies());
  }

  /** What comes until the front ends the connection, within its bounds, while more is trickled. */
  private static String ends(Socket socket, String trickled) throws Exception {
    long from = System.nanoTime();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (!trickled.isEmpty()) {
                  socket
                      .getOutputStream()
                      .write(trickled.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                  Thread.sleep(20);
                }
              } catch (IOException | InterruptedException e) {
                // It ended.
              }
            });
    String reply = BoundedFront.untilEnd(socket);
    sender.interrupt();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(SHORT.plus(BUSY));
    return reply;
  }
}
