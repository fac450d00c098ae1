package oo.server.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a whole request body, within the limits of size and time. */
final class RequestBody {
  /** The body is too large, too slow or incomplete; has the reply to its sender. */
  static final class Refused extends Exception {
    private final transient FrontReply answer;

    private Refused(FrontReply answer) {
      this.answer = answer;
    }

    FrontReply answer() {
      return answer;
    }
  }

  private RequestBody() {}

  static byte[] of(Request request) throws Refused {
    if (request.getLength() > FrontConfig.LARGEST_BODY) {
      throw tooLarge();
    }
    try {
      return read(request);
    } catch (IOException e) {
      throw new Refused(FrontReply.badRequest("The request did not arrive whole."));
    }
  }

  private static byte[] read(Request request) throws IOException, Refused {
    long until = System.nanoTime() + FrontConfig.PATIENCE.toNanos();
    var body = new ByteArrayOutputStream();
    var some = new byte[16 * 1024];
    // Not closed: that would read what is left.
    InputStream in = Content.Source.asInputStream(request);
    for (int n = in.read(some); n >= 0; n = in.read(some)) {
      body.write(some, 0, n);
      if (body.size() > FrontConfig.LARGEST_BODY) {
        throw tooLarge();
      }
      if (System.nanoTime() > until) {
        throw new Refused(
            FrontReply.problem(408, "Too slow", "too_slow", "The request took too long to arrive.")
                .with("Connection", "close"));
      }
    }
    return body.toByteArray();
  }

  private static Refused tooLarge() {
    return new Refused(
        FrontReply.problem(413, "Too large", "too_large", "A request may have 6 MB at most.")
            .with("Connection", "close"));
  }
}
