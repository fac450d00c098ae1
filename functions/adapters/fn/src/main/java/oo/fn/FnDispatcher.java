package oo.fn;

import com.fnproject.fn.api.Headers;
import com.fnproject.fn.api.InputEvent;
import com.fnproject.fn.api.InvocationContext;
import com.fnproject.fn.api.OutputEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import oo.contract.Json;
import oo.contract.Problem;
import oo.fn.protocol.Batch;
import oo.fn.protocol.FnHeaders;
import oo.fn.protocol.TickResult;
import oo.host.FunctionHost;
import oo.host.FunctionHost.Registered;
import oo.host.FunctionHost.Trigger;
import oo.host.base.MissingSetting;
import oo.host.base.NeedsOperator;
import oo.host.base.Settings;
import oo.host.http.Header;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.RoutePattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Answers the calls of one function. Its configuration says what it accepts: a request of its
 * route, a batch of its queue, or nothing for a schedule or a deployment. Anything else is refused
 * with a problem document, so that no payload bypasses a route's guard. No content of a call makes
 * this throw: a function's failure is in its answer, and Fn keeps the container.
 */
final class FnDispatcher {
  /** What Lambda takes in one request, so that a request is as large everywhere. */
  static final int LARGEST_BODY = 6 * 1024 * 1024;

  private final FunctionHost host;
  private final Registered function;
  private final @Nullable RoutePattern route;

  private FnDispatcher(FunctionHost host, Registered function, @Nullable RoutePattern route) {
    this.host = host;
    this.function = function;
    this.route = route;
  }

  /**
   * Of {@code FUNCTION_NAME}, and of {@code ROUTE} when it is an HTTP function.
   *
   * @throws MissingSetting when either is absent or no function's
   */
  static FnDispatcher of(FunctionHost host, Settings settings) {
    String expected = "One of " + host.functions().keySet().stream().sorted().toList();
    String name = settings.required("FUNCTION_NAME", expected);
    Registered function = host.functions().get(name);
    if (function == null) {
      throw new MissingSetting("FUNCTION_NAME", "must be o" + expected.substring(1));
    }
    return new FnDispatcher(
        host, function, function.trigger() == Trigger.HTTP ? route(settings) : null);
  }

  private static RoutePattern route(Settings settings) {
    String expected = "as the template has it, e.g. POST /api/tips/{id}/complete";
    String route = settings.required("ROUTE", "Method and path " + expected);
    try {
      return RoutePattern.parse(route);
    } catch (IllegalArgumentException e) {
      throw new MissingSetting("ROUTE", "must be method and path " + expected);
    }
  }

  OutputEvent answer(InvocationContext invocation, InputEvent event) {
    if (SocketCodec.isRehearsal(event)) {
      return OutputEvent.emptyResult(OutputEvent.Status.Success);
    }
    Reply reply = reply(event);
    host.flush();
    return output(invocation, reply);
  }

  private Reply reply(InputEvent event) {
    Headers headers = event.getHeaders();
    try {
      boolean http = GatewayRequest.isOne(headers);
      return switch (function.trigger()) {
        case HTTP -> {
          if (route == null || !http) {
            throw Refused.badRequest(
                "not_its_kind", "This function answers requests by its route, and this is none.");
          }
          yield host.handle(function.name(), GatewayRequest.of(headers, route, body(event)));
        }
        case QUEUE -> {
          refuse(http);
          yield Reply.ok(
              new Batch.Failed(host.consume(function.name(), batch(body(event)).messages())));
        }
        case SCHEDULE, DEPLOY -> {
          refuse(http);
          TickResult result = ticked();
          yield Reply.json(result.ok() ? 200 : 500, result);
        }
      };
    } catch (Refused e) {
      return problem(e.status(), "Refused", e.code(), e.detail());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // The host answers for an exception that a function throws; this is an error of it, or ours.
      return problem(500, "Our fault", "unexpected", "Something went wrong on our side.");
    }
  }

  private TickResult ticked() {
    try {
      return new TickResult(host.tick(function.name()), null);
    } catch (NeedsOperator e) {
      return new TickResult(false, e.getMessage());
    }
  }

  private static void refuse(boolean http) {
    if (http) {
      throw new Refused(
          403, "not_its_kind", "This function is called by oO's server, not by requests.");
    }
  }

  private static byte[] body(InputEvent event) {
    byte[] body =
        event.consumeBody(in -> {
          try {
            return in.readNBytes(LARGEST_BODY + 1);
          } catch (IOException e) {
            throw Refused.badRequest("bad_request", "The request did not arrive whole.");
          }
        });
    if (body.length > LARGEST_BODY) {
      throw new Refused(413, "too_large", "A request may have 6 MB at most.");
    }
    return body;
  }

  private static Batch batch(byte[] body) {
    try {
      return Json.mapper().readValue(body, Batch.class);
    } catch (JacksonException | NullPointerException e) {
      throw Refused.badRequest(
          "bad_batch", "Expected {\"messages\": [{\"id\": ..., \"body\": ...}]}.");
    }
  }

  private static Reply problem(int status, String title, String code, String detail) {
    var problem = new Problem("about:blank", title, status, code, detail, null);
    return new Reply(
        status,
        List.of(
            new Header(FnHeaders.CONTENT_TYPE, "application/problem+json"),
            new Header("Cache-Control", "no-store")),
        Json.mapper().writeValueAsBytes(problem));
  }

  /** Always a success of Fn's: another status ends a container, or hides the answer. */
  private static OutputEvent output(InvocationContext invocation, Reply reply) {
    invocation.addResponseHeader(FnHeaders.STATUS, String.valueOf(reply.status()));
    for (Header header : reply.headers()) {
      boolean type = header.name().equalsIgnoreCase(FnHeaders.CONTENT_TYPE);
      invocation.addResponseHeader(
          type ? FnHeaders.CONTENT_TYPE : FnHeaders.PREFIX + header.name(), header.value());
    }
    return new Answered(reply.body());
  }

  private record Answered(byte[] body) implements OutputEvent {
    @Override
    public Status getStatus() {
      return Status.Success;
    }

    @Override
    public Headers getHeaders() {
      return Headers.emptyHeaders();
    }

    @Override
    public void writeToOutput(OutputStream out) throws IOException {
      out.write(body);
    }
  }
}
