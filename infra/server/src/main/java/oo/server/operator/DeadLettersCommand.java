package oo.server.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.server.queue.DeadLetters;
import oo.server.queue.DeadLetters.DeadLetter;
import oo.server.queue.DeadLetters.Selection;
import oo.template.Template;
import oo.template.TemplateReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code oo dead-letters}: the hints that a function failed on too often. Rows are the truth, so
 * neither {@code redrive} nor {@code drop} can lose or repeat an effect.
 */
@Command(
    name = "dead-letters",
    description = {
      "Lists the messages that a function failed on too often.",
      "A message is a hint that a row is due. The row is the truth: while it is due, sweep_outbox sends a new hint of it."
    },
    footer = {
      "%nExamples:",
      "  ${ROOT-COMMAND-NAME} dead-letters",
      "  ${ROOT-COMMAND-NAME} dead-letters explain " + DeadLettersCommand.ID,
      "  ${ROOT-COMMAND-NAME} dead-letters redrive --queue DeliverDeadLetters"
    })
final class DeadLettersCommand implements Callable<Integer> {
  static final String ID = "01987a3c-5f0e-7c11-9d2b-3a1f6f0c2b7e";
  private static final int LISTED = 100;
  private static final int AT_ONCE = 500;
  private static final String HARMLESS =
      "A message is only a hint: a row that is due stays due, and sweep_outbox sends a new hint of it within minutes.";

  private final CommandContext context;

  @Option(names = "--queue", paramLabel = "QUEUE", description = "One queue of dead letters only.")
  private String queue = "";

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  DeadLettersCommand(CommandContext context) {
    this.context = context;
  }

  private static final class Which {
    @Parameters(paramLabel = "ID", description = "A message of the list.")
    private @Nullable UUID id;

    @Option(names = "--all", required = true, description = "Every dead letter there is now.")
    private boolean all;

    @Option(
        names = "--queue",
        required = true,
        paramLabel = "QUEUE",
        description = "Every one of this queue of dead letters.")
    private String queue = "";
  }

  /** The messages and the rows that they mean. */
  private record Found(DeadLetters letters, Template template, Database database) {
    /** Looks rows up over one connection, as a hint may mean fifty. */
    <T> T rows(Function<HintRows, T> work) {
      return database.transaction(tx -> work.apply(new HintRows(tx, template)));
    }
  }

  private Found found() {
    Path file = context.tree().resolve("infra/sam-template.yaml");
    if (!Files.exists(file)) {
      throw new CommandRefused(
          "There is no "
              + file
              + ", which names the queues: set OO_TREE to the folder that holds it.");
    }
    Template template = TemplateReader.read(file);
    var letters = new DeadLetters(context.database(), template);
    if (!letters.here()) {
      throw new CommandRefused(
          "This database has no queues: start the server once, which makes them. On AWS they are at SQS, and"
              + " docs/runbook.md has the commands.");
    }
    return new Found(letters, template, context.database());
  }

  @Override
  public Integer call() {
    Found found = found();
    Selection all = selection(found, queue, null);
    List<DeadLetter> first = found.letters().list(all, LISTED);
    Listing.print(
        context.out(),
        json,
        found.rows(rows -> first.stream().map(letter -> listed(rows, letter)).toList()),
        all.until());
    long more = found.letters().count(all) - first.size();
    if (first.isEmpty()) {
      context.err().println("There is no dead letter.");
    } else if (more > 0) {
      context.err().println(more + " more are not listed.");
    }
    return ExitCode.OK;
  }

  private static Selection selection(Found found, String queue, @Nullable UUID id) {
    if (!queue.isEmpty() && !found.letters().names().contains(queue)) {
      throw new CommandRefused(
          "There is no queue " + queue + "; there are " + found.letters().names() + ".");
    }
    return found.letters().now(queue, id);
  }

  private static Map<String, Object> listed(HintRows rows, DeadLetter letter) {
    var row = new LinkedHashMap<String, Object>();
    row.put("id", letter.id().toString());
    row.put("queue", letter.source().deadLetters());
    row.put("sent", letter.sentAt());
    row.put("tries", letter.source().maxReceiveCount());
    row.put("reason", reason(rows, letter));
    return row;
  }

  private static String reason(HintRows hints, DeadLetter letter) {
    String function = hints.reader(letter.source());
    String failed = function + " failed on it each time; ";
    try {
      List<HintRows.Row> rows = hints.of(function, message(letter));
      List<HintRows.Row> left =
          rows.stream().filter(row -> row.state() != HintRows.State.OVER).toList();
      if (rows.size() > 1) {
        return failed + left.size() + " of its " + rows.size() + " rows are left to do";
      }
      return rows.isEmpty()
          ? failed + "it names no row"
          : failed + "its row " + rows.getFirst().words();
    } catch (Message.Unreadable e) {
      return function + " cannot read it: another version wrote it";
    }
  }

  private static Message message(DeadLetter letter) {
    return new Message(letter.id().toString(), letter.body());
  }

  @Command(
      description =
          "Says what a dead letter was about, whether that is still to be done, and what redrive would do.",
      footer = {"%nExample:", "  ${ROOT-COMMAND-NAME} dead-letters explain " + ID})
  int explain(@Parameters(paramLabel = "ID", description = "A message of the list.") UUID id) {
    Found found = found();
    Selection selection = selection(found, "", id);
    DeadLetter letter =
        found.letters().list(selection, 1).stream().findFirst().orElseThrow(() -> gone(id));
    Instant now = selection.until();
    String function = found.rows(rows -> rows.reader(letter.source()));
    say("Message", id + " in " + letter.source().deadLetters());
    say(
        "Sent",
        Listing.ago(letter.sentAt(), now)
            + "; given up on "
            + Listing.ago(letter.deadAt(), now)
            + ", after "
            + letter.source().maxReceiveCount()
            + " tries of "
            + function);
    say("Redrive", found.rows(rows -> redriving(rows, letter, function)));
    say("Drop", HARMLESS);
    String trace = message(letter).trace().getTraceId();
    if (message(letter).trace().isValid()) {
      say("Trace", trace);
      lines(function, trace);
    }
    return ExitCode.OK;
  }

  private String redriving(HintRows hints, DeadLetter letter, String function) {
    try {
      List<HintRows.Row> rows = hints.of(function, message(letter));
      rows.forEach(row -> say("Row", row.name() + " " + row.words()));
      if (rows.stream().anyMatch(row -> row.state() == HintRows.State.DUE)) {
        return function + " works on what is due at once; mend what it failed on first.";
      }
      return rows.stream().anyMatch(row -> row.state() == HintRows.State.LATER)
          ? function
              + " finds nothing due yet, and the message goes; sweep_outbox sends a hint in time."
          : function + " finds nothing to do, and the message goes.";
    } catch (Message.Unreadable e) {
      say("Row", "not known: another version wrote the hint");
      return function + " fails on it again, unless the version that wrote it is deployed.";
    }
  }

  /** What the log says of that trace's failures, where the log is a file. */
  private void lines(String function, String trace) {
    var log = LogSearch.ofSettings(context);
    if (log.isEmpty()) {
      say("Log", LogSearch.ELSEWHERE.formatted(trace));
      return;
    }
    List<String> lines = log.get().lines(trace);
    lines.stream()
        .filter(line -> line.contains(" " + function + " "))
        .forEach(line -> say("Log", line));
    if (lines.isEmpty()) {
      say("Log", "no line of that trace is left");
    }
  }

  private static CommandRefused gone(UUID id) {
    return new CommandRefused(
        "There is no dead letter " + id + ": it was sent back, dropped or handled.");
  }

  private void say(String what, String words) {
    context.out().printf("%-8s  %s%n", what, Listing.printable(words));
  }

  @Command(
      description = {
        "Sends dead letters back to their queues, where they are tried again.",
        "What is stopped half-way has sent some back; the same command sends the rest."
      },
      footer = {
        "%nExamples:",
        "  ${ROOT-COMMAND-NAME} dead-letters redrive " + ID,
        "  ${ROOT-COMMAND-NAME} dead-letters redrive --queue DeliverDeadLetters"
      })
  int redrive(@ArgGroup(multiplicity = "1") Which which) {
    Found found = found();
    return each(found, which, "sent back", some -> found.letters().redrive(some, AT_ONCE));
  }

  @Command(
      description = {"Deletes dead letters.", HARMLESS},
      footer = {"%nExample:", "  ${ROOT-COMMAND-NAME} dead-letters drop " + ID + " --yes"})
  int drop(
      @ArgGroup(multiplicity = "1") Which which,
      @Option(names = "--yes", description = "Do it.") boolean yes) {
    Found found = found();
    if (!yes) {
      throw new CommandRefused(
          "Nothing was dropped. With --yes it would be "
              + found.letters().count(selection(found, which.queue, which.id))
              + ". "
              + HARMLESS);
    }
    int code = each(found, which, "dropped", some -> found.letters().drop(some, AT_ONCE));
    context.err().println(HARMLESS);
    return code;
  }

  private int each(Found found, Which which, String done, ToIntFunction<Selection> some) {
    Selection selection = selection(found, which.queue, which.id);
    long all = found.letters().count(selection);
    if (all == 0 && which.id != null) {
      throw gone(which.id);
    }
    long sofar = 0;
    Progress progress = context.progress("messages " + done);
    progress.at(0, all);
    try (var until = progress.resumable()) {
      for (int n = some.applyAsInt(selection); n > 0; n = some.applyAsInt(selection)) {
        sofar += n;
        progress.at(sofar, all);
      }
    }
    context.out().println(sofar + " " + done);
    return ExitCode.OK;
  }
}
