package oo.fn;

import com.fnproject.fn.runtime.EntryPoint;
import java.io.PrintStream;
import java.util.Map;
import java.util.ServiceLoader;
import oo.host.FunctionHost;
import oo.host.Wiring;
import oo.host.base.InvocationLog;
import oo.host.base.LibraryLogs;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;

/**
 * Serves the function that {@code FUNCTION_NAME} names until Fn ends it. Everything that a call
 * needs is there before the socket is, as Fn takes the socket for the sign of it. Ends with 2, and
 * says on the standard error what is missing, when it cannot begin.
 */
public final class FnEntry {
  private FnEntry() {}

  public static void main(String[] arguments) {
    // Fn reads the standard error; what libraries print must not be taken for anything else.
    System.setOut(System.err);
    LibraryLogs.ofProcess();
    System.exit(run(System.getenv(), ServiceLoader.load(Wiring.class), System.err));
  }

  static int run(Map<String, String> environment, Iterable<Wiring> wirings, PrintStream err) {
    var settings = new Settings(environment);
    String name =
        settings.optional("FUNCTION_NAME").orElse(""); // FnDispatcher says when it is missing.
    try (FunctionHost host =
        FunctionHost.start(
            wirings, module -> settings, new FnPlatform(), InvocationLog.to(err), name::equals)) {
      FnFunction.serves(FnDispatcher.of(host, settings));
      return new EntryPoint()
          .run(environment, SocketCodec.of(settings), err, FnFunction.class.getName() + "::call");
    } catch (MissingSettings | MissingSetting e) {
      err.println(e.getMessage());
      return 2;
    }
  }
}
