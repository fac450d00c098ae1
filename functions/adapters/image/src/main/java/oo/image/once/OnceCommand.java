package oo.image.once;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.ServiceLoader;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.FunctionHost.Trigger;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.InvocationLog;
import oo.host.base.LibraryLogs;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;
import oo.lambda.events.AwsFunction;
import oo.lambda.events.CallFailed;
import oo.lambda.events.UnexpectedEvent;
import tools.jackson.databind.JsonNode;

/**
 * Calls the function that {@code FUNCTION_NAME} names: an event on the standard input, empty for a
 * schedule or a deployment; its answer on the standard output, its log line on the standard error.
 * Exits with 0 on success, 1 on failure, and 2 when the function could not be called.
 */
public final class OnceCommand {
  private OnceCommand() {}

  public static void main(String[] arguments) throws IOException {
    LibraryLogs.ofProcess();
    System.exit(
        run(
            System.getenv(),
            ServiceLoader.load(Wiring.class),
            new DatabaseOnlyPlatform(),
            System.in,
            System.out,
            System.err));
  }

  static int run(
      Map<String, String> environment,
      Iterable<Wiring> wirings,
      Platform platform,
      InputStream in,
      PrintStream out,
      PrintStream err)
      throws IOException {
    var settings = new Settings(environment);
    String name = settings.optional("FUNCTION_NAME").orElse("");
    byte[] event = in.readAllBytes();
    try (FunctionHost host =
        FunctionHost.start(
            wirings, module -> settings, platform, InvocationLog.to(err), name::equals)) {
      var function = new AwsFunction(host, name);
      byte[] answer = event.length == 0 ? function.tick() : function.call(event);
      out.println(AwsFunction.text(answer));
      return well(function.trigger(), Json.mapper().readTree(answer)) ? 0 : 1;
    } catch (CallFailed e) {
      err.println(e.getMessage());
      return 1;
    } catch (MissingSettings | UnexpectedEvent | IllegalArgumentException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  private static boolean well(Trigger trigger, JsonNode answer) {
    return switch (trigger) {
      case HTTP -> answer.path("statusCode").asInt() < 500;
      case QUEUE -> answer.path("batchItemFailures").isEmpty();
      case SCHEDULE, DEPLOY -> true;
    };
  }
}
