package oo.server.operator;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code oo sign-out}: ends sessions at once. Each request of a page asks the database whether its
 * session lives, so access tokens that were given out open nothing either.
 */
@Command(
    name = "sign-out",
    description = {
      "Ends all sessions of a person at once, in every browser; signing in begins a new one.",
      "The person's connections stay, and go on being read."
    },
    footer = {
      "%nExamples:",
      "  ${ROOT-COMMAND-NAME} sign-out ada@example.org",
      "  ${ROOT-COMMAND-NAME} sign-out --everyone"
    })
final class SignOutCommand implements Callable<Integer> {
  private final CommandContext context;

  @ArgGroup(multiplicity = "1")
  private Who who = new Who();

  private static final class Who {
    @Parameters(paramLabel = "EMAIL", description = "The address, in any case, or a user's id.")
    private String email = "";

    @Option(names = "--everyone", required = true, description = "Every person's sessions.")
    private boolean everyone;
  }

  SignOutCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var people = new People(context.database());
    long ended =
        who.everyone
            ? people.endSessions("everyone")
            : people.named(who.email).stream()
                .mapToLong(user -> people.endSessions(user.value().toString()))
                .sum();
    context.out().println(ended == 1 ? "1 session is ended." : ended + " sessions are ended.");
    return ExitCode.OK;
  }
}
