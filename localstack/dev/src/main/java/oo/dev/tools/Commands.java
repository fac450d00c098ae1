package oo.dev.tools;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Runs commands: prints an error as one sentence, and exits with picocli's codes 0, 1 and 2. */
public final class Commands {
  private Commands() {}

  public static int execute(CommandLine commands, String... arguments) {
    commands.getSubcommands().values().forEach(Commands::withHelp);
    commands.setParameterExceptionHandler((wrong, said) -> {
      CommandLine command = wrong.getCommandLine();
      boolean known = command != commands;
      command
          .getErr()
          .println(
              known
                  ? wrong.getMessage() + " (./oo " + command.getCommandName() + " --help)"
                  : "There is no ./oo " + String.join(" ", said) + ": see ./oo help.");
      return CommandLine.ExitCode.USAGE;
    });
    commands.setExecutionExceptionHandler((failed, command, said) -> {
      if (!(failed instanceof CommandFailed)) {
        throw failed;
      }
      command.getErr().println(failed.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    });
    return commands.execute(arguments);
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
}
