package oo.server.front;

import org.eclipse.jetty.server.Request;

/** What answers below {@code /api}. */
interface Api extends AutoCloseable {
  /**
   * @param path canonical: freed from dots, still encoded, without query
   */
  FrontReply answer(Request request, String path);

  @Override
  void close();
}
