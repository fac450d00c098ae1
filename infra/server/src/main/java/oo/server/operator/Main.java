package oo.server.operator;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import oo.host.base.AotCacheCheck;
import oo.host.base.LibraryLogs;
import oo.server.settings.ServerSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The operator's commands as a process. Settings are its environment, as the server's are.
 *
 * <p>It exits with 0 when the work is done, with 1 after one sentence on standard error that says
 * why it is not, and with 2 when the arguments are wrong.
 */
@Command(name = "oo", description = "The operator's commands. Each has its own --help.")
public final class Main {
  public static void main(String[] arguments) throws IOException {
    AotCacheCheck.orExit();
    LibraryLogs.quiet();
    CommandContext context = CommandContext.ofProcess(() -> ServerSettings.of(System.getenv()));
    System.exit(execute(commands(new Main(), context), context, arguments));
  }

  /** A program's own commands, with those of the operator. */
  public static CommandLine commands(Object own, CommandContext context) {
    var commands = new CommandLine(own);
    for (Object command :
        List.of(
            new BackupCommand(context),
            new ConnectionsCommand(context),
            new DeadLettersCommand(context),
            new ResealCommand(context),
            new RestoreCommand(context),
            new SignOutCommand(context),
            new TraceCommand(context),
            new UserCommand(context))) {
      commands.addSubcommand(command);
    }
    return commands;
  }

  /** Runs one of the commands, and returns the exit code. */
  public static int execute(CommandLine commands, CommandContext context, String... arguments) {
    withHelp(commands);
    commands.setOut(new PrintWriter(context.out(), true));
    commands.setErr(new PrintWriter(context.err(), true));
    commands.setParameterExceptionHandler((wrong, said) -> {
      context
          .err()
          .println(
              wrong.getMessage()
                  + " ("
                  + wrong.getCommandLine().getCommandSpec().qualifiedName()
                  + " --help)");
      return ExitCode.USAGE;
    });
    commands.setExecutionExceptionHandler((failed, command, said) -> {
      context.err().println(Failures.sentence(failed));
      return ExitCode.SOFTWARE;
    });
    commands.registerConverter(UUID.class, Main::id);
    int code = commands.execute(arguments);
    if (code == ExitCode.OK && context.outputIsCut()) {
      context
          .err()
          .println(
              "The work is done, but its output could not be written to its end: make room where it goes.");
      return ExitCode.SOFTWARE;
    }
    return code;
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text.strip());
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is no id, such as the list shows");
    }
  }

  private static void withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    command.getSubcommands().values().forEach(Main::withHelp);
  }
}
