package oo.tests.lambda;

import com.amazonaws.services.lambda.crac.Context;
import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.crac.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A function for these tests: it does what its event says. This folder of classes is its artefact.
 */
public final class Sample implements Resource {
  private String hooks = "";

  public Sample() {
    if ("true".equals(System.getenv("BROKEN"))) {
      throw new IllegalStateException("cannot begin");
    }
    Core.getGlobalContext().register(this);
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    hooks += "closed,";
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    hooks += "opened";
  }

  public void handle(
      InputStream in, OutputStream out, com.amazonaws.services.lambda.runtime.Context context)
      throws IOException, InterruptedException {
    String event = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    String verb = event.split(" ")[0];
    String answer =
        switch (verb) {
          case "hooks" -> hooks;
          case "environment" -> String.join(",", System.getenv().keySet());
          case "variable" -> String.valueOf(System.getenv(event.split(" ")[1]));
          case "context" ->
              String.join(
                  " ",
                  context.getAwsRequestId(),
                  context.getInvokedFunctionArn(),
                  context.getFunctionName(),
                  String.valueOf(context.getRemainingTimeInMillis() / 1000));
          case "say" -> {
            System.out.println(event.substring(4));
            yield "said";
          }
          case "throw" -> throw new IllegalArgumentException(event.substring(6));
          case "sleep" -> {
            Thread.sleep(60_000);
            yield "awake";
          }
          case "exit" -> {
            Runtime.getRuntime().halt(7);
            yield "";
          }
          case "large" -> "x".repeat(7 * 1024 * 1024);
          default -> event;
        };
    out.write(answer.getBytes(StandardCharsets.UTF_8));
  }
}
