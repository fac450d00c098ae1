package oo.deploy;

import oo.deploy.costs.CostsCommand;
import oo.images.PublishCommand;
import oo.template.FreshKeys;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import software.amazon.awssdk.core.exception.SdkException;

/** The commands of deployments. An error is a sentence; the exit code is picocli's 0, 1 or 2. */
@Command(
    name = "oo",
    subcommands = {DeployCommand.class, PublishCommand.class, CostsCommand.class})
public final class Main {
  public static void main(String[] arguments) {
    var commands = new CommandLine(new Main());
    commands.getSubcommands().values().forEach(Main::withHelp);
    commands.setParameterExceptionHandler((wrong, said) -> {
      CommandLine command = wrong.getCommandLine();
      command
          .getErr()
          .println(wrong.getMessage() + " (./oo " + command.getCommandName() + " --help)");
      return ExitCode.USAGE;
    });
    commands.setExecutionExceptionHandler((failed, command, said) -> {
      String message =
          switch (failed) {
            case CannotDeploy e -> e.getMessage();
            case SdkException e -> "AWS refuses: " + e.getMessage();
            default -> throw failed;
          };
      command.getErr().println(message);
      return ExitCode.SOFTWARE;
    });
    System.exit(commands.execute(arguments));
  }

  private static void withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
  }

  @Command(
      name = "keys",
      description = "Prints fresh keys for a deployment, as lines for its environment.")
  void keys() {
    FreshKeys.main(new String[0]);
  }
}
