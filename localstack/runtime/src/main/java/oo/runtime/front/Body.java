package oo.runtime.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A request's body, whole, when it is small and quick enough. */
final class Body {
  static final class TooLarge extends IOException {}

  static final class TooSlow extends IOException {}

  private Body() {}

  static byte[] of(Request request) throws IOException {
    long until = System.nanoTime() + FrontConfig.PATIENCE.toNanos();
    var body = new ByteArrayOutputStream();
    var some = new byte[16 * 1024];
    // Not closed: that would read what is left.
    InputStream in = Content.Source.asInputStream(request);
    for (int n = in.read(some); n >= 0; n = in.read(some)) {
      body.write(some, 0, n);
      if (body.size() > FrontConfig.LARGEST_BODY) {
        throw new TooLarge();
      }
      if (System.nanoTime() > until) {
        throw new TooSlow();
      }
    }
    return body.toByteArray();
  }
}
