package oo.tests.fn;

import java.util.HexFormat;
import java.util.Map;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;

/** A module that shows what arrived, and fails in every way. */
public final class Sample implements Wiring {
  @Override
  public String module() {
    return "sample";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    settings.required("SAMPLE_KEY", "Anything.");
    functions
        .http("echo", Guard.PUBLIC, () -> Sample::echo)
        .http(
            "bytes",
            Guard.PUBLIC,
            () ->
                request ->
                    new Reply(
                        201,
                        java.util.List.of(new Header("Content-Type", "application/octet-stream")),
                        request.body()))
        .http("guarded", Guard.REFRESH, () -> Sample::echo)
        .http(
            "boom",
            Guard.PUBLIC,
            () ->
                request -> {
                  throw new IllegalStateException("secret text");
                })
        .http(
            "unlinked",
            Guard.PUBLIC,
            () ->
                request -> {
                  throw new NoClassDefFoundError("secret text");
                })
        .queue(
            "picky",
            () ->
                message -> {
                  if (message.body().contains("bad")) {
                    throw new IllegalStateException("secret text");
                  }
                })
        .schedule("tick", () -> () -> {})
        .schedule(
            "broken_tick",
            () ->
                () -> {
                  throw new IllegalStateException("secret text");
                });
  }

  private static Reply echo(Request request) {
    return Reply.ok(
            Map.of(
                "id", request.pathParameter("id"),
                "path", request.path(),
                "queries", request.queries(),
                "custom", request.headers().getOrDefault("X-Custom", java.util.List.of()),
                "method_header", request.header("Fn-Http-Method").orElse("none"),
                "body", HexFormat.of().formatHex(request.body())))
        .with(new Header("Set-Cookie", "a=1; Path=/"))
        .with(new Header("Set-Cookie", "b=2; Path=/"));
  }
}
