package oo.deploy;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code ./oo deploy}, after the launcher has packaged. */
public final class DeployCommand {
  private DeployCommand() {}

  /** With the tree's folder, and then what was asked for. */
  public static void main(String[] arguments) throws InterruptedException {
    Path tree = Path.of(arguments[0]);
    List<String> asked = List.of(arguments).subList(1, arguments.length);
    System.exit(run(tree, asked, System.getenv(), System.out, System.err));
  }

  static int run(
      Path tree,
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err)
      throws InterruptedException {
    try {
      DeployOptions asked = DeployOptions.parse(arguments, environment);
      new Deployment(tree, asked, environment, Aws.of(environment), out).run();
      return 0;
    } catch (CannotDeploy e) {
      err.println(e.getMessage());
    } catch (SdkException e) {
      err.println("AWS refuses: " + e.getMessage());
    }
    return 1;
  }
}
