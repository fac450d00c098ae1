package oo.server.operator;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import oo.signals.ConnectionRef;
import oo.vault.Reseal;
import oo.vault.SodiumTokenVault;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code oo reseal}: seals every stored token again under the newest key. */
@Command(
    name = "reseal",
    description = {
      "Seals every stored token again under the newest key of VAULT_KEYS, while oO serves.",
      "It may be stopped at any time, and run again. At the end it says which keys can go."
    })
final class ResealCommand implements Callable<Integer> {
  private static final int NAMED = 100;

  private final CommandContext context;

  ResealCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var reseal = new Reseal(context.database(), SodiumTokenVault.from(context.settingsWithKeys()));
    var outcome = reseal.run(context.progress("tokens looked at")::at);
    context
        .out()
        .printf("%d tokens are sealed again under %s.%n", outcome.sealed(), reseal.newestKey());
    List<String> free =
        reseal.olderKeys().stream().filter(key -> !outcome.left().containsKey(key)).toList();
    if (!free.isEmpty()) {
      context
          .out()
          .printf(
              "No token needs %s: take it out of VAULT_KEYS. Keep it where your backups from before today are.%n",
              String.join(", ", free));
    }
    if (outcome.left().isEmpty()) {
      return ExitCode.OK;
    }
    outcome.unopened().stream()
        .limit(NAMED)
        .map(ResealCommand::named)
        .forEach(context.err()::println);
    if (outcome.unopened().size() > NAMED) {
      context.err().printf("and %d more%n", outcome.unopened().size() - NAMED);
    }
    throw new CommandRefused(
        "These keys must stay in VAULT_KEYS: "
            + outcome.left().entrySet().stream()
                .map(left -> left.getKey() + " (" + left.getValue() + " tokens)")
                .collect(Collectors.joining(", "))
            + ". "
            + (outcome.unopened().isEmpty()
                ? "A server still seals with one of them: restart each with the newest key first, and run this again."
                : outcome.unopened().size()
                    + " tokens, named above, cannot be opened: put the right key under that name, or let these people"
                    + " connect again."));
  }

  private static String named(ConnectionRef ref) {
    return "cannot be opened: connection " + ref.connection() + " of user " + ref.user();
  }
}
