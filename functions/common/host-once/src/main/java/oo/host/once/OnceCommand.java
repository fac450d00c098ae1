package oo.host.once;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.ServiceLoader;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.InvocationLog;
import oo.host.MissingSettings;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.Wiring;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Calls the function that {@code FUNCTION_NAME} names: an event on the standard input, empty for a
 * schedule or a deployment; its answer on the standard output, its log line on the other. Ends with
 * 0 when it went well, 1 when not, and 2 when it could not be called.
 */
public final class OnceCommand {
  private OnceCommand() {}

  public static void main(String[] arguments) throws IOException {
    System.exit(
        run(
            System.getenv(),
            ServiceLoader.load(Wiring.class),
            new Alone(),
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
    byte[] bytes = in.readAllBytes();
    try (FunctionHost host =
        FunctionHost.start(wirings, module -> settings, platform, InvocationLog.to(err))) {
      JsonNode event =
          bytes.length == 0 ? Json.mapper().createObjectNode() : Json.mapper().readTree(bytes);
      Once.Outcome outcome = new Once(host).call(name, event);
      out.println(Once.text(outcome));
      return outcome.well() ? 0 : 1;
    } catch (MissingSettings | Once.NotItsEvent e) {
      err.println(e.getMessage());
    } catch (JacksonException e) {
      err.println("The event is not JSON.");
    }
    return 2;
  }
}
