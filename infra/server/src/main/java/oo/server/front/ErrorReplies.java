package oo.server.front;

import oo.host.base.InvocationLog;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server refuses by itself: malformed, too long, ambiguous. A problem like any other. */
final class ErrorReplies extends ErrorHandler {
  private final ReplyHeaders always;
  private final InvocationLog log;

  ErrorReplies(ReplyHeaders always, InvocationLog log) {
    this.always = always;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    FrontReply answer =
        switch (status) {
          case 431 ->
              FrontReply.problem(
                  status,
                  "Too large",
                  "headers_too_large",
                  "The request's headers are too large. In a browser, clear the cookies of this site.");
          case 505 ->
              FrontReply.problem(
                  status, "HTTP version", "bad_request", "This address speaks HTTP/1.1.");
          default ->
              status >= 500
                  ? FrontReply.unexpected()
                  : FrontReply.problem(
                      status, "Bad request", "bad_request", "The request is not well-formed HTTP.");
        };
    // Also after CONNECT, which Jetty would keep open.
    answer
        .logged(log)
        .with("Connection", "close")
        .send(response, request.getMethod().equals("HEAD"), always, callback);
    return true;
  }
}
