package oo.server.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code oo trace}: what the log says of a reference that a page showed. */
@Command(
    name = "trace",
    description = {
      "Prints the log lines of a reference that a page showed, in the order of time.",
      "One tap is one trace: its lines are those of the page's call, of the delivery, and of each retry."
    },
    footer = {
      "%nExamples:",
      "  ${ROOT-COMMAND-NAME} trace 4bf92f3577b34da6a3ce929d0e0e4736",
      "  docker compose logs --no-log-prefix server | docker compose exec -T server oo trace 4bf92f3577b34da6a3ce929d0e0e4736 -",
      "  journalctl -o cat -u oo-server | sudo oo trace 4bf92f3577b34da6a3ce929d0e0e4736 -"
    })
final class TraceCommand implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The reference, a traceparent, or AWS's request id.")
  private String id = "";

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "Logs, with their rotated files; - is standard input. Default: LOG_FILE.")
  private List<Path> files = List.of();

  TraceCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String reference = reference(id);
    LogSearch log =
        files.isEmpty()
            ? LogSearch.ofSettings(context)
                .orElseThrow(() ->
                    new CommandRefused(
                        "The log is no file here: " + LogSearch.ELSEWHERE.formatted(reference)))
            : new LogSearch(files, context.in());
    List<String> lines = log.lines(reference);
    if (lines.isEmpty()) {
      throw new CommandRefused(
          "This log has no line of "
              + reference
              + ". It may be older than the log, or of another server; a page that reached no server has no line. Search"
              + " the proxy's log, Sentry, or the collector of traces for it; on AWS the log group of the stack's output Log.");
    }
    lines.forEach(context.out()::println);
    return ExitCode.OK;
  }

  /** As the log has it: a {@code traceparent} names its trace. */
  private static String reference(String id) {
    String text = id.strip().toLowerCase(Locale.ROOT).replaceFirst("^reference:? *", "");
    String trace = text.replaceFirst("^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$", "$1");
    if (!trace.matches("[0-9a-f-]{8,64}")) {
      throw new CommandRefused(
          "That is no reference: a page shows 32 digits and letters from a to f after the word Reference.");
    }
    return trace;
  }
}
