package oo.server.fn;

import static oo.fn.protocol.FnHeaders.CONTENT_TYPE;
import static oo.fn.protocol.FnHeaders.PREFIX;

import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.contract.Json;
import oo.fn.protocol.Batch;
import oo.fn.protocol.FnHeaders;
import oo.fn.protocol.TickResult;
import oo.host.base.InvocationLog;
import oo.host.base.NeedsOperator;
import oo.host.base.SiteOrigin;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.limits.TrustedProxies;
import oo.host.queue.Message;
import oo.server.invoke.FunctionInvoker;
import oo.template.Template;
import tools.jackson.core.JacksonException;

/** The functions of an Fn server, called as Fn's HTTP gateway calls them. */
public final class FnInvoker implements FunctionInvoker {
  // Over a function's own time: a container may have to start first.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final FnServer server;
  private final Map<String, Duration> times = new HashMap<>();
  private final SiteOrigin site;
  private final TrustedProxies proxies;
  private final InvocationLog log;

  /**
   * @param proxies to which this server belongs, as the functions are told where a request is from
   */
  public FnInvoker(
      FnServer server,
      Template template,
      SiteOrigin site,
      TrustedProxies proxies,
      InvocationLog log) {
    this.server = server;
    this.site = site;
    this.proxies = proxies;
    this.log = log;
    template.functions().forEach(function -> times.put(function.name(), function.timeout()));
  }

  @Override
  public Reply handle(String function, Request request) {
    HttpRequest.Builder call =
        call(function, request.body())
            .header(FnHeaders.INTENT, FnHeaders.HTTP)
            .header(FnHeaders.METHOD, request.method())
            .header(FnHeaders.URL, site.at(request.path() + query(request)));
    try {
      proxies
          .passedOn(request)
          .headers()
          .forEach((name, values) -> {
            String sent = name.equalsIgnoreCase(CONTENT_TYPE) ? CONTENT_TYPE : PREFIX + name;
            values.forEach(value -> call.header(sent, value));
          });
    } catch (IllegalArgumentException e) {
      throw new NoReply("a header cannot be passed on", false);
    }
    return reply(answered(function, call));
  }

  private static String query(Request request) {
    var pairs = new ArrayList<String>();
    request
        .queries()
        .forEach((name, values) ->
            values.forEach(value -> pairs.add(encoded(name) + "=" + encoded(value))));
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    var headers = new ArrayList<Header>();
    HttpHeaders sent = response.headers();
    sent.map()
        .forEach((name, values) -> {
          boolean ours = name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
          if (ours) {
            String own = name.substring(PREFIX.length());
            values.forEach(value -> headers.add(new Header(own, value)));
          }
        });
    if (response.body().length > 0) {
      sent.firstValue(CONTENT_TYPE).ifPresent(type -> headers.add(new Header(CONTENT_TYPE, type)));
    }
    return new Reply(status(response), headers, response.body());
  }

  @Override
  public List<String> consume(String function, List<Message> batch) {
    byte[] body = Json.mapper().writeValueAsBytes(new Batch(batch));
    return read(answered(function, json(function, body)), Batch.Failed.class).failed();
  }

  @Override
  public boolean tick(String function) {
    try {
      TickResult result = read(answered(function, call(function, new byte[0])), TickResult.class);
      if (result.problem() != null) {
        throw new NeedsOperator(result.problem());
      }
      return result.ok();
    } catch (NoReply e) {
      log.event(
          function,
          e.timedOut() ? "timed_out" : "unanswered",
          Map.of(InvocationLog.REASON, String.valueOf(e.getMessage())));
      return false;
    }
  }

  private HttpRequest.Builder json(String function, byte[] body) {
    return call(function, body).header(CONTENT_TYPE, "application/json");
  }

  private HttpRequest.Builder call(String function, byte[] body) {
    return HttpRequest.newBuilder()
        .timeout(times.getOrDefault(function, Duration.ofSeconds(30)).plus(GRACE))
        .POST(BodyPublishers.ofByteArray(body));
  }

  /** A function's own answer: Fn's have no status of a function. */
  private HttpResponse<byte[]> answered(String function, HttpRequest.Builder call) {
    HttpResponse<byte[]> response = server.invoke(function, call);
    if (response.statusCode() != 200 || status(response) == 0) {
      throw new NoReply("Fn answered " + response.statusCode(), response.statusCode() == 504);
    }
    return response;
  }

  private static int status(HttpResponse<byte[]> response) {
    Optional<String> status = response.headers().firstValue(FnHeaders.STATUS);
    return status.filter(text -> text.matches("[1-5]\\d\\d")).map(Integer::parseInt).orElse(0);
  }

  private static <T> T read(HttpResponse<byte[]> response, Class<T> type) {
    try {
      return Json.mapper().readValue(response.body(), type);
    } catch (JacksonException e) {
      throw new NoReply("the function answered " + status(response), false);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
