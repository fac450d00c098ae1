package oo.dev;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.dev.event.EventCommand;
import oo.dev.supervisor.RunningInstance;
import oo.dev.supervisor.StartFailed;
import oo.dev.tools.CommandFailed;
import oo.dev.tools.Shell;
import oo.dev.tools.Tools;
import oo.host.base.LibraryLogs;
import oo.recommend.ReplayCommand;
import oo.server.operator.CommandContext;
import oo.server.operator.CommandRefused;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import sun.misc.Signal;

/** The developer's commands that use the database of {@code ./oo run}, and the operator's. */
@Command(name = "./oo")
public final class Main {
  public static void main(String[] arguments) {
    LibraryLogs.quiet();
    CommandContext context = context();
    System.exit(oo.server.operator.Main.execute(commands(context), context, arguments));
  }

  private static CommandContext context() {
    return CommandContext.ofProcess(() -> {
      var settings = new HashMap<>(instance().settings());
      settings.putIfAbsent("LOG_FILE", ".oo/oo.log");
      return settings;
    });
  }

  /** These commands, and those of the operator. */
  public static CommandLine commands() {
    return commands(context());
  }

  private static CommandLine commands(CommandContext context) {
    return oo.server.operator.Main.commands(new Main(), context);
  }

  @Command(
      name = "event",
      description = "Prints an event for one function, signed in and about a row of the database.")
  int event(
      @Parameters(paramLabel = "NAME", description = "A function, such as recommend.")
          String name) {
    RunningInstance instance = instance();
    return EventCommand.run(Path.of(""), name, instance.settings(), System.out, System.err);
  }

  @Command(
      name = "replay",
      description = "Makes a decision again, and says what it compared.",
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:it matches", "1:it does not", "2:it could not be replayed"})
  int replay(
      @Parameters(paramLabel = "DECISION", description = "Its id, which is that of its tip.")
          String decision) {
    Map<String, String> settings = instance().settings();
    return ReplayCommand.run(new String[] {decision}, settings, System.out);
  }

  @Command(name = "psql", description = "Opens the database of ./oo run, or asks it once.")
  int psql(
      @Parameters(arity = "0..*", paramLabel = "SQL", description = "A statement.")
          List<String> sql) {
    RunningInstance instance = instance();
    if (!instance.answers()) {
      throw new CommandRefused("The database does not answer: is ./oo run running?");
    }
    // psql cancels a statement at Ctrl-C; without a handler this JVM would end before it.
    Signal.handle(new Signal("INT"), signal -> {});
    try {
      return Shell.run(instance.psql(sql == null ? "" : String.join(" ", sql)));
    } catch (CommandFailed e) {
      throw new CommandRefused(String.valueOf(e.getMessage()));
    }
  }

  @Command(
      name = "completion",
      description = "Prints a script for bash and zsh: source <(./oo completion)")
  void completion() throws ClassNotFoundException {
    var all = new CommandLine(new Tools());
    commands().getSubcommands().forEach(all::addSubcommand);
    // From infra: the launcher puts it on the class path for this command alone.
    new CommandLine(Class.forName("oo.deploy.Main")).getSubcommands().forEach(all::addSubcommand);
    System.out.print(AutoComplete.bash("oo", all));
  }

  private static RunningInstance instance() {
    try {
      return RunningInstance.in(Path.of(""));
    } catch (StartFailed e) {
      throw new CommandRefused(String.valueOf(e.getMessage()));
    }
  }
}
