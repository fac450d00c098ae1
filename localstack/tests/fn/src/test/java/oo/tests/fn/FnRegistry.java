package oo.tests.fn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry that is asked which digest a tag has. */
final class FnRegistry implements AutoCloseable {
  enum SignIn {
    NONE,
    BASIC,
    BEARER
  }

  private final ServerSocket server;
  private final Map<String, String> digests = new ConcurrentHashMap<>();
  private final SignIn signIn;
  private final String credential;

  /**
   * @param credential {@code USER:PASSWORD}
   */
  FnRegistry(SignIn signIn, String credential) {
    this.signIn = signIn;
    this.credential = Base64.getEncoder().encodeToString(credential.getBytes(UTF_8));
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket caller = server.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Of images: {@code HOST:PORT/oo}. */
  String prefix() {
    return host() + "/oo";
  }

  private String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /**
   * Pushes another image.
   *
   * @param seed of its digest
   */
  void push(String module, String tag, int seed) {
    digests.put("/v2/oo/" + module + "/manifests/" + tag, digest(module, seed));
  }

  static String digest(String module, int seed) {
    return "sha256:%064x".formatted(Math.abs((long) (module + seed).hashCode()));
  }

  private void serve(Socket caller) {
    try (caller) {
      var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), ISO_8859_1));
      String request = String.valueOf(in.readLine());
      if (!request.endsWith(" HTTP/1.1")) {
        return; // TLS is not spoken here.
      }
      String authorization = "";
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, "authorization: ", 0, 15)) {
          authorization = line.substring(15);
        }
      }
      caller
          .getOutputStream()
          .write(answer(request.split(" ")[1], authorization).getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer(String target, String authorization) {
    boolean known = authorization.equals("Basic " + credential);
    if (target.startsWith("/token")) {
      String query = URLDecoder.decode(target, UTF_8);
      boolean right =
          known
              && query.contains("service=of tests")
              && query.matches(".*scope=repository:oo/[a-z-]+:pull.*");
      return right
          ? answer("200 OK", "", "{\"token\": \"" + credential + "\",\"expires_in\":60}")
          : answer("401 Unauthorized", "", "{}");
    }
    String challenge =
        switch (signIn) {
          case NONE -> "";
          case BASIC -> known ? "" : "Basic realm=\"tests\"";
          case BEARER ->
              authorization.equals("Bearer " + credential)
                  ? ""
                  : "Bearer realm=\"http://%s/token\",service=\"of tests\",scope=\"x\""
                      .formatted(host());
        };
    String digest = digests.get(target);
    if (!challenge.isEmpty()) {
      return answer("401 Unauthorized", "WWW-Authenticate: " + challenge + "\r\n", "");
    }
    return digest == null
        ? answer("404 Not Found", "", "")
        : answer("200 OK", "docker-content-digest: " + digest + "\r\n", "");
  }

  private static String answer(String status, String headers, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
        .formatted(status, body.length(), headers, body);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
